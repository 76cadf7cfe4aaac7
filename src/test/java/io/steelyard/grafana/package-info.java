/** The files under grafana/, held against the rules that Grafana's own linter has and against our metrics. */
@NullMarked
package io.steelyard.grafana;

import org.jspecify.annotations.NullMarked;
