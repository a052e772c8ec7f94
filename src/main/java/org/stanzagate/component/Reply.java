package org.stanzagate.component;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.stanzagate.stanza.Stanza;

/** What became of a stanza that was to be answered. */
public sealed interface Reply permits Reply.Answer, Reply.Unreadable, Reply.NoAnswer, NotSent {
  /**
   * The other side's answer.
   *
   * @param results the messages that belong to it and came before it, in their order: those that an
   *     archive query asked for (XEP-0313)
   * @param stanza the iq that answers; the error that a message or presence came back as
   */
  record Answer(List<Stanza> results, Stanza stanza) implements Reply {
    public Answer {
      results = List.copyOf(results);
    }

    public Answer(Stanza stanza) {
      this(List.of(), stanza);
    }

    /** All that belongs to it, in the order it came. */
    public List<Stanza> all() {
      if (results.isEmpty()) {
        return List.of(stanza);
      }
      List<Stanza> all = new ArrayList<>(results);
      all.add(stanza);
      return List.copyOf(all);
    }
  }

  /**
   * The other side answered, but with more than we take, or with what is no proper stanza. What the
   * answer said is lost, results of an archive included.
   *
   * @param reason for the one who asked
   */
  record Unreadable(String reason) implements Reply {}

  /** It was sent, and no answer came in that time; for a message or presence, no error. */
  record NoAnswer(Duration waited) implements Reply {}
}
