package dev.s3gateway.server;

/** How log lines look. */
enum LogFormat {
    TEXT, JSON
}
