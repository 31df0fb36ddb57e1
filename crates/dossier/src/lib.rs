//! The report and the package, from a frozen view.
