//! Names as people type them: fold keys, candidates, near names; explains each match.
