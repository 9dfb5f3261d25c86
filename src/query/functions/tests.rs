use std::collections::BTreeSet;

use super::*;

#[test]
fn names_are_unique_without_regard_to_case_and_found() {
    let all = functions().map(|function| function.name).chain(aggregates().iter().map(|own| own.name));
    let mut names = BTreeSet::new();
    for name in all {
        assert!(names.insert(name.to_lowercase()), "`{name}` stands there once");
    }
    assert!(find("TOUPPER").is_some_and(|function| function.name == "toUpper"));
    assert!(find("nothing").is_none());
    assert!(find_aggregate("STDEVP").is_some());
}

#[test]
fn functions_take_null_arguments_without_a_panic() {
    for function in functions() {
        let Body::Pure(body) = function.body else { continue };
        for n_arguments in function.required..=function.arguments.len() {
            let _ = body(&vec![Value::Null; n_arguments]);
        }
    }
}
