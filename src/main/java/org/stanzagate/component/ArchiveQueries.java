package org.stanzagate.component;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jxmpp.jid.Jid;
import org.stanzagate.stanza.MessageArchive;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.Backlog;

/**
 * The archive queries (XEP-0313) that wait for their end, each under who asked, the archive that
 * was asked, and the {@code queryid}: only what has all three is a result of it. Safe in any
 * thread.
 */
final class ArchiveQueries {
  /** Several times what servers give at once, if asked for all they would. */
  private static final ArchiveResults.Limits LIMITS =
      new ArchiveResults.Limits(5_000, 8 * 1024 * 1024);

  /** What all may hold is a part of the heap, however many there are. */
  private static final int PART_OF_HEAP = 8;

  private record Key(Jid from, Jid archive, String queryId) {}

  /** One query: what its results are collected in, from {@link #open} to its end. */
  final class Query {
    private final Key key;
    private final ArchiveResults results = new ArchiveResults(limits, memory);

    private Query(Key key) {
      this.key = key;
    }

    /** Begins to collect; false if another one does with the same three. */
    boolean open() {
      return open.putIfAbsent(key, results) == null;
    }

    /** What the one who asked is told, the iq having come to this end. */
    Reply complete(Reply end) {
      return results.complete(end);
    }

    /** Lets go of everything. */
    void close() {
      open.remove(key, results);
      results.close();
    }
  }

  private final ArchiveResults.Limits limits;
  private final Backlog memory;
  private final ConcurrentMap<Key, ArchiveResults> open = new ConcurrentHashMap<>();

  ArchiveQueries() {
    this(LIMITS, new Backlog(Runtime.getRuntime().maxMemory() / PART_OF_HEAP));
  }

  /**
   * @param limits of each query
   * @param memory what all may hold together
   */
  ArchiveQueries(ArchiveResults.Limits limits, Backlog memory) {
    this.limits = limits;
    this.memory = memory;
  }

  /** The query that a stanza makes, not open yet; empty if it makes none. */
  Optional<Query> of(Stanza stanza) {
    return MessageArchive.queryId(stanza)
        .map(queryId -> new Query(new Key(stanza.from(), stanza.to(), queryId)));
  }

  /** Hands a message to the query that it is a result of; false if there is none. */
  boolean take(Stanza message) {
    return results(message).filter(results -> results.add(message)).isPresent();
  }

  /**
   * The same for a result that can't be read: its query fails.
   *
   * @param head the message as far as it is known
   */
  boolean takeUnreadable(Stanza head, String reason) {
    return results(head)
        .filter(results -> results.fail("one of the results can't be taken: " + reason))
        .isPresent();
  }

  private Optional<ArchiveResults> results(Stanza message) {
    return MessageArchive.resultOf(message)
        .map(queryId -> open.get(new Key(message.to(), message.from(), queryId)));
  }

  /** How many are open. */
  int size() {
    return open.size();
  }
}
