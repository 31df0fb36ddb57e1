//! The only room that decodes hostile pictures, under limits.
