package org.stanzagate.component;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jxmpp.jid.Jid;
import org.stanzagate.stanza.Stanza;

/**
 * The gateway as the XMPP server sees it: an external component (XEP-0114) that sends stanzas and
 * waits for their answers. Safe in any thread; no method waits. The futures never fail: what can
 * happen is in their values. They complete in the component's own threads, which must not be held
 * up: hand work on to your own executor. A stanza with a name or character that XML 1.0 can't hold
 * is the caller's fault: an {@link IllegalArgumentException}.
 */
public interface Component {
  /** The component's own JID. */
  Jid domain();

  /** Whether a stream is up: the handshake was accepted, and nothing has ended it since. */
  boolean isConnected();

  /** Sends a stanza. Completes once it is written to the server's socket, or can't be. */
  CompletableFuture<Delivery> send(Stanza stanza);

  /**
   * Sends a stanza and waits for its answer, which only the one it was sent to can give: it is
   * known by our {@code from}, the {@code to} and the {@code id}. The answer to an iq {@code get}
   * or {@code set} is its result or error; to an archive query with a {@code queryid} its results
   * belong as well (XEP-0313). All that can answer a message or presence is the error that it comes
   * back as. Goes on waiting when the stream breaks after it was written. Cancelling the future
   * frees what is held for it.
   *
   * @param stanza with an id; no error, and no iq {@code result}, for nothing answers those
   * @param timeout counted from now
   */
  CompletableFuture<Reply> request(Stanza stanza, Duration timeout);
}
