//! Pages as PDF: a template and its data in, a tagged PDF out.
