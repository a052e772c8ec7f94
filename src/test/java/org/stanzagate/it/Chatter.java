package org.stanzagate.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Users who all talk to one bot: numbered messages, one after the other, over whatever stream there
 * is. What is on its way when a stream breaks is not sent again, as with a real server.
 */
final class Chatter implements AutoCloseable {
  private final ExecutorService sender = Executors.newSingleThreadExecutor();
  private final StreamServer server;
  private final Ledger ledger;
  private final String bot;
  private final int users;
  private int next;

  Chatter(StreamServer server, Ledger ledger, String bot, int users) {
    this.server = server;
    this.ledger = ledger;
    this.bot = bot;
    this.users = users;
  }

  /** Sends that many more, after all that it was told to send before; each user in turn. */
  CompletableFuture<Void> send(int count) {
    return CompletableFuture.runAsync(() -> sendNow(count), sender);
  }

  private void sendNow(int count) {
    for (int i = 0; i < count; i++) {
      int number = next++;
      String conversation = "user%d-%s".formatted(number % users, bot);
      String from = "user%d@localhost/x".formatted(number % users);
      try {
        server.trySend(
            Ledger.message(number, from, bot), stream -> ledger.sent(number, conversation, stream));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    sender.shutdownNow();
  }
}
