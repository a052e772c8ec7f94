package org.stanzagate.webhook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

  /** A line of the log. What is from outside is among the arguments, each shown up to a length. */
  record Note(Level level, String format, List<String> arguments) {
    Note {
      arguments = List.copyOf(arguments);
    }
  }

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
    Builder info(String format, @Nullable Object... arguments) {
      return note(Level.INFO, format, arguments);
    }

    /** Something that somebody should look after. */
    Builder warn(String format, @Nullable Object... arguments) {
      return note(Level.WARN, format, arguments);
    }

    private Builder note(Level level, String format, @Nullable Object... arguments) {
      notes.add(new Note(level, format, Arrays.stream(arguments).map(String::valueOf).toList()));
      return this;
    }

    Response build() {
      return new Response(stanzas, isLater, notes);
    }
  }
}
