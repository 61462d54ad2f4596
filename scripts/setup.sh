#!/bin/sh
# Check for what the build needs; install it where this is Debian and we are root, otherwise say what to install.
set -eu

if ! command -v cargo >/dev/null 2>&1; then
    echo "Rust is missing: install it from https://rustup.rs and run this again." >&2
    exit 1
fi

missing=""
command -v cmake >/dev/null 2>&1 || missing="$missing cmake"
command -v c++ >/dev/null 2>&1 || missing="$missing g++"
# libclang-cpp is another library, which bindgen cannot use.
if [ -z "${LIBCLANG_PATH:-}" ] && ! ls /usr/lib/llvm-*/lib/libclang*.so* /usr/lib/*/libclang*.so* /usr/lib64/libclang.so* 2>/dev/null | grep -v 'libclang-cpp' | grep -q 'libclang[-.]'; then
    missing="$missing libclang-dev"
fi
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing$missing" >&2
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null
else
    echo "Missing:$missing. On Debian or Ubuntu: sudo apt-get install$missing" >&2
    exit 1
fi
