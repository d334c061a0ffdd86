package dev.s3gateway.server.settings;

/** How log lines look. */
public enum LogFormat {
    TEXT, JSON
}
