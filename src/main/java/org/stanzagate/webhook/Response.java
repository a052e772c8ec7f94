package org.stanzagate.webhook;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.event.Level;
import org.stanzagate.stanza.Stanza;

/**
 * What follows from a webhook's answer.
 *
 * @param stanzas what goes back, in this order
 * @param isLater whether the iq stays open
 * @param notes what the log is to say
 */
record Response(List<Stanza> stanzas, boolean isLater, List<Note> notes) {
  Response {
    stanzas = List.copyOf(stanzas);
    notes = List.copyOf(notes);
  }

  /** A line of the log. */
  record Note(Level level, String text) {}

  /** Collects a response. For one thread. */
  static final class Builder {
    private final List<Stanza> stanzas = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private boolean isLater;

    Builder add(Stanza stanza) {
      stanzas.add(stanza);
      return this;
    }

    Builder later() {
      isLater = true;
      return this;
    }

    /** Something that is as it should be. */
    Builder info(String text) {
      notes.add(new Note(Level.INFO, text));
      return this;
    }

    /** Something that somebody should look after. */
    Builder warn(String text) {
      notes.add(new Note(Level.WARN, text));
      return this;
    }

    Response build() {
      return new Response(stanzas, isLater, notes);
    }
  }
}
