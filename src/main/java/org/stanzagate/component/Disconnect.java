package org.stanzagate.component;

import java.time.Instant;

/**
 * The last end of a stream, or of a try to open one.
 *
 * @param text what happened, for people; may hold what the server said
 */
public record Disconnect(Instant time, Reason reason, String text) {
  /** Why there is no stream, roughly: few enough to count by. */
  public enum Reason {
    /** The gateway is stopping. */
    STOPPED,
    /** The gateway failed. */
    FAULT,
    /** The server takes no connection. */
    UNREACHABLE,
    /** TLS with it failed, or it can't be trusted. */
    TLS,
    /** It said no, or nothing, before the stream was open. */
    HANDSHAKE,
    /** It said why, in a stream error. */
    STREAM_ERROR,
    /** It closed the stream. */
    CLOSED,
    /** It sent what can't be read. */
    BAD_XML,
    /** The connection broke. */
    BROKEN,
    /** Nothing came or went for too long. */
    SILENT
  }
}
