package org.stanzagate;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;

/** Makes text of an exception: short where it was to be expected, with the stack where not. */
final class LogThrowable {
  private static final int MOST_CAUSES = 8;
  private static final int MOST_FRAMES = 100;

  private LogThrowable() {}

  /** Class and message, and those of its causes. */
  static String brief(IThrowableProxy thrown) {
    StringBuilder text = new StringBuilder(head(thrown));
    IThrowableProxy cause = thrown.getCause();
    for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
      text.append("; caused by ").append(head(cause));
      cause = cause.getCause();
    }
    return text.toString();
  }

  /**
   * The stack as well.
   *
   * @param separator between the frames
   */
  static String full(IThrowableProxy thrown, String separator) {
    StringBuilder text = new StringBuilder();
    append(text, thrown, separator, 0);
    return text.toString();
  }

  private static void append(
      StringBuilder text, IThrowableProxy thrown, String separator, int depth) {
    text.append(head(thrown));
    StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
    int own = Math.min(frames.length - thrown.getCommonFrames(), MOST_FRAMES);
    for (int i = 0; i < own; i++) {
      text.append(separator).append(frames[i].getSTEAsString());
    }
    if (depth == MOST_CAUSES) {
      return;
    }
    for (IThrowableProxy suppressed : thrown.getSuppressed()) {
      text.append(separator).append("suppressed ");
      append(text, suppressed, separator, depth + 1);
    }
    if (thrown.getCause() != null) {
      text.append(separator).append("caused by ");
      append(text, thrown.getCause(), separator, depth + 1);
    }
  }

  private static String head(IThrowableProxy thrown) {
    String message = thrown.getMessage();
    return message == null
        ? thrown.getClassName()
        : thrown.getClassName() + ": " + LogText.argument(message);
  }
}
