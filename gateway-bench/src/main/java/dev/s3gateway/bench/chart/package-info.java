/** Figures for people: numbers with as many digits as they deserve, and pictures. */
@NullMarked
package dev.s3gateway.bench.chart;

import org.jspecify.annotations.NullMarked;
