//! A program as other solvers read it.

use std::collections::HashMap;
use std::fmt::Write;

use good_lp::{Constraint, Expression, IntoAffineExpression, ProblemVariables, Variable};

/// A program in free MPS: minimise, rows `≤` and `=`, integers between markers. Spaces in names become underscores; a column without a
/// name is called by its number.
pub(super) fn written(
    title: &str,
    problem: &ProblemVariables,
    rows: &[Constraint],
    objective: &Expression,
    name_of: &dyn Fn(Variable) -> Option<String>,
) -> String {
    let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join("_");
    let row_name = |index: usize| rows[index].name().map_or_else(|| format!("r{index}"), |name| format!("r{index}.{}", plain(name)));
    let mut columns: HashMap<Variable, Vec<(String, f64)>> = HashMap::new();
    for (variable, coefficient) in objective.linear_coefficients() {
        columns.entry(variable).or_default().push(("cost".into(), coefficient));
    }
    let mut text = format!("NAME {}\nROWS\n N cost\n", plain(title));
    let mut right = String::new();
    for (index, row) in rows.iter().enumerate() {
        let name = row_name(index);
        // good_lp keeps every row as expression ≤ 0 or = 0, its constant on the left.
        let _ = writeln!(text, " {} {name}", if row.is_equality() { "E" } else { "L" });
        let mut terms: Vec<(Variable, f64)> = row.expression().linear_coefficients().collect();
        terms.retain(|(_, coefficient)| *coefficient != 0.0);
        for (variable, coefficient) in terms {
            columns.entry(variable).or_default().push((name.clone(), coefficient));
        }
        let constant = row.expression().constant();
        if constant != 0.0 {
            let _ = writeln!(right, " RHS {name} {}", -constant);
        }
    }
    let _ = writeln!(text, "COLUMNS");
    let mut bounds = String::new();
    for (number, (variable, definition)) in problem.iter_variables_with_def().enumerate() {
        let name = name_of(variable).map_or_else(|| format!("x{number}"), |name| format!("x{number}.{}", plain(&name)));
        let marker = |text: &mut String, end: &str| {
            if definition.is_integer() {
                let _ = writeln!(text, " MARKER 'MARKER' 'INT{end}'");
            }
        };
        marker(&mut text, "ORG");
        // A column without entries still has to be named once.
        let entries = columns.remove(&variable).unwrap_or_else(|| vec![("cost".into(), 0.0)]);
        for (row, coefficient) in entries {
            let _ = writeln!(text, " {name} {row} {coefficient}");
        }
        marker(&mut text, "END");
        let (least, most) = (definition.get_min(), definition.get_max());
        if least == f64::NEG_INFINITY {
            let _ = writeln!(bounds, " MI BND {name}");
        } else {
            let _ = writeln!(bounds, " LO BND {name} {least}");
        }
        if most == f64::INFINITY {
            let _ = writeln!(bounds, " PL BND {name}");
        } else {
            let _ = writeln!(bounds, " UP BND {name} {most}");
        }
    }
    let _ = write!(text, "RHS\n{right}BOUNDS\n{bounds}ENDATA\n");
    text
}
