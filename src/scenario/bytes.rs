//! Files as they lie on the disk: which may be read, how much of them, and what text their bytes are.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::ops::Range;
use std::path::Path;

/// Largest file that is read, so that a wrong path does not fill the memory.
pub const LARGEST_FILE: u64 = 64 << 20;

/// Who names a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedBy {
    /// Whoever calls the program: a pipe may stand for a file.
    Argument,
    /// A scenario: files only, since it may come from somebody else.
    Scenario,
}

/// Why a file is not read, and where in it, if it is a matter of its text.
#[derive(Clone, Debug)]
pub struct Unreadable {
    /// What is wrong.
    pub message: String,
    /// The text up to the place and the rest of its line, as far as it is text, and the place in it.
    pub excerpt: Option<(String, Range<usize>)>,
}

impl From<String> for Unreadable {
    fn from(message: String) -> Self {
        Self { message, excerpt: None }
    }
}

/// Read a whole file.
///
/// # Errors
/// Says why not: it is not there, is no file, or is too large.
pub fn read_bytes(path: &Path, named_by: NamedBy) -> Result<Vec<u8>, String> {
    let shown = path.display();
    let cannot = |error: &std::io::Error| format!("cannot read {shown}: {}", plain(error));
    let metadata = std::fs::metadata(path).map_err(|error| cannot(&error))?;
    if metadata.is_dir() {
        return Err(format!("{shown} is a folder, not a file"));
    }
    let is_pipe = named_by == NamedBy::Argument && is_pipe(&metadata);
    if !metadata.is_file() && !is_pipe {
        return Err(format!("{shown} is not a plain file but a device, a pipe or a socket"));
    }
    let file = if is_pipe { File::open(path) } else { open_file(path) }.map_err(|error| cannot(&error))?;
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(|error| cannot(&error))?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(format!("{shown} is larger than {} MiB; is it the right file?", LARGEST_FILE >> 20));
    }
    Ok(bytes)
}

#[cfg(unix)]
fn is_pipe(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    metadata.file_type().is_fifo()
}

#[cfg(not(unix))]
fn is_pipe(_: &std::fs::Metadata) -> bool {
    false
}

/// Open a file without ever waiting for it: some of the kernel's own, such as its log, call themselves plain and would block for ever.
#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
fn open_file(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    const O_NONBLOCK: i32 = 0o4000;
    OpenOptions::new().read(true).custom_flags(O_NONBLOCK).open(path)
}

#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))))]
fn open_file(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

fn plain(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => error.to_string(),
    }
}

/// Read and decode a text file: UTF-8 with or without a byte-order mark, UTF-16 with one, or GB 18030 (of which GBK and
/// GB 2312 are parts). Line ends may be LF or CRLF.
///
/// # Errors
/// Says why not, with the line and the byte where the text ends.
pub fn read_text(path: &Path) -> Result<String, String> {
    read_text_of(path, NamedBy::Argument).map_err(|unreadable| unreadable.message)
}

/// The same of a file that somebody names.
///
/// # Errors
/// Says why not, and where.
pub fn read_text_of(path: &Path, named_by: NamedBy) -> Result<String, Unreadable> {
    let bytes = read_bytes(path, named_by)?;
    let text = decode(&bytes).map_err(|broken| broken.explained(path, &bytes))?;
    // A second mark is none of the text either: what is written of it is read as it was.
    Ok(if text.starts_with(MARK) { text.trim_start_matches(MARK).to_owned() } else { text })
}

/// The byte-order mark, once decoded.
const MARK: char = '\u{feff}';

/// Where bytes stop being text.
struct Broken {
    encoding: &'static encoding_rs::Encoding,
    /// Bytes of the mark before the text.
    mark: usize,
    /// First byte that is no text.
    at: usize,
}

impl Broken {
    fn explained(&self, path: &Path, bytes: &[u8]) -> Unreadable {
        let shown = path.display();
        if bytes.starts_with(b"PK\x03\x04") {
            return format!("{shown} is a workbook or another packed file, not text; save the sheet as CSV, or write the scenario as text")
                .into();
        }
        // What comes before may be good UTF-8, whatever is tried for the whole.
        let good = std::str::from_utf8(&bytes[self.mark..self.at]).is_ok();
        let encoding = if good { encoding_rs::UTF_8 } else { self.encoding };
        let (before, _) = encoding.decode_without_bom_handling(&bytes[self.mark..self.at]);
        let line = before.matches('\n').count() + 1;
        let byte = bytes.get(self.at).copied().unwrap_or_default();
        let wrong = if byte == 0 {
            "a zero byte, which no text has".to_owned()
        } else {
            format!("the byte {byte:02X}, which is no text in {}", self.name())
        };
        let message = format!(
            "{shown} is not text in UTF-8, UTF-16 or GB 18030: in line {line}, byte {} of the file is {wrong}; save it as UTF-8",
            self.at + 1
        );
        // The rest of the line, as far as a reader can use it.
        let rest = &bytes[self.at..bytes.len().min(self.at + 120)];
        let (rest, _) = encoding.decode_without_bom_handling(rest);
        let rest: String = rest.chars().take_while(|c| *c != '\n').map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
        let length = rest.chars().next().map_or(0, char::len_utf8);
        let span = before.len()..before.len() + length;
        Unreadable { message, excerpt: Some((format!("{before}{rest}"), span)) }
    }

    fn name(&self) -> &'static str {
        if self.encoding == encoding_rs::GB18030 { "UTF-8 or GB 18030" } else { self.encoding.name() }
    }
}

fn decode(bytes: &[u8]) -> Result<String, Broken> {
    let (encoding, mark) = match encoding_rs::Encoding::for_bom(bytes) {
        Some(found) => found,
        None => match std::str::from_utf8(bytes) {
            Err(error) if !is_damaged_utf8(bytes) => {
                // Neither may be right: the one that goes further is the likelier.
                return decode_as(encoding_rs::GB18030, 0, bytes)
                    .map_err(|broken| Broken { at: broken.at.max(error.valid_up_to()), ..broken });
            }
            _ => (encoding_rs::UTF_8, 0),
        },
    };
    decode_as(encoding, mark, bytes)
}

/// Whether bytes that are not UTF-8 nearly are: as GB 18030 they would be read as other letters than were written.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut long, mut wrong) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        long += chunk.valid().chars().filter(|c| c.len_utf8() > 2).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    long > 3 * wrong
}

fn decode_as(encoding: &'static encoding_rs::Encoding, mark: usize, bytes: &[u8]) -> Result<String, Broken> {
    let broken = |at| Broken { encoding, mark, at };
    let text = &bytes[mark..];
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut decoded = String::with_capacity(decoder.max_utf8_buffer_length_without_replacement(text.len()).unwrap_or(text.len() * 3));
    let (result, read) = decoder.decode_to_string_without_replacement(text, &mut decoded, true);
    if let encoding_rs::DecoderResult::Malformed(length, after) = result {
        return Err(broken(mark + read.saturating_sub(usize::from(length) + usize::from(after))));
    }
    match decoded.find('\0') {
        None => Ok(decoded),
        Some(zero) => {
            let (before, _, _) = encoding.encode(&decoded[..zero]);
            // UTF-16 is never encoded to, and has two bytes a unit.
            let length = if encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE {
                decoded[..zero].encode_utf16().count() * 2
            } else {
                before.len()
            };
            Err(broken(mark + length))
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn marks_before_a_text_are_none_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("two-marks.toml");
        let utf16: Vec<u8> = "\u{feff}\u{feff}a = 1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [utf16, "\u{feff}\u{feff}a = 1\n".as_bytes().to_vec(), b"a = 1\n".to_vec()] {
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(read_text(&path).unwrap(), "a = 1\n");
        }
    }
}
