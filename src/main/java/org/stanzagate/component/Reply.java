package org.stanzagate.component;

import java.time.Duration;
import org.stanzagate.stanza.Stanza;

/** What became of an iq that was to be answered. */
public sealed interface Reply permits Reply.Answer, Reply.Unreadable, Reply.NoAnswer, NotSent {
  /** The other side's {@code result} or {@code error}. */
  record Answer(Stanza stanza) implements Reply {}

  /**
   * The other side answered, but with more than we take, or with what is no proper stanza. What the
   * answer said is lost.
   *
   * @param reason for the one who asked
   */
  record Unreadable(String reason) implements Reply {}

  /** It was sent, and nothing came back in that time. */
  record NoAnswer(Duration waited) implements Reply {}
}
