package io.steelyard.cli;

/** How results are written. */
enum Format {
    table,
    json,
    yaml
}
