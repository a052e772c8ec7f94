package org.stanzagate.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jxmpp.jid.Jid;
import org.stanzagate.stanza.AddressForm;
import org.stanzagate.stanza.JidPattern;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Stanza;

/**
 * A callback: which stanzas it takes, and where those go.
 *
 * @param name unique; stands for it in logs
 * @param maxQueue how many stanzas of one conversation may wait; of a mailbox, how many at all
 * @param expire for how long what is kept in the store is kept
 */
public record CallbackConfig(
    String name, Filters filters, Destination destination, int maxQueue, Duration expire) {
  /** Whether it keeps something in the store. */
  public boolean needsStore() {
    return destination instanceof PullConfig
        || (destination instanceof WebhookConfig webhook && webhook.isDurable());
  }

  /** Where the stanzas of a callback go. */
  public sealed interface Destination permits WebhookConfig, PullConfig {}

  /**
   * Which stanzas a callback takes: those that all four match.
   *
   * @param to patterns, one of which is to match; none for any address
   * @param from the same for the sender
   */
  public record Filters(
      List<JidPattern> to, List<JidPattern> from, Set<Kind> stanzas, Set<AddressForm> events) {
    public Filters {
      to = List.copyOf(to);
      from = List.copyOf(from);
      stanzas = Set.copyOf(stanzas);
      events = Set.copyOf(events);
    }

    public boolean match(Stanza stanza) {
      return stanzas.contains(stanza.kind())
          && events.contains(AddressForm.of(stanza.to()))
          && matches(to, stanza.to())
          && matches(from, stanza.from());
    }

    private static boolean matches(List<JidPattern> patterns, Jid jid) {
      if (patterns.isEmpty()) {
        return true;
      }
      for (JidPattern pattern : patterns) {
        if (pattern.matches(jid)) {
          return true;
        }
      }
      return false;
    }
  }
}
