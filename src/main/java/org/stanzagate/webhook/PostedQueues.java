package org.stanzagate.webhook;

import static org.stanzagate.log.LogField.CALLBACK;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.config.CallbackConfig;
import org.stanzagate.config.WebhookConfig;
import org.stanzagate.outbox.Store;
import org.stanzagate.outbox.StoredQueue;

/**
 * Which queue of the store is whose. Waits for the store, so it is for a thread that may; for one
 * at a time.
 */
final class PostedQueues {
  private static final Logger LOG = LoggerFactory.getLogger(PostedQueues.class);

  private final Store store;
  private final Shared shared;

  PostedQueues(Store store, Shared shared) {
    this.store = store;
    this.shared = shared;
  }

  /**
   * Gives the queues of an earlier life to those that go on as their callbacks, and abandons the
   * rest; then each that is durable has a queue.
   *
   * @param configs of the callbacks, in their order
   * @throws IOException if the store can't be used; the text says why
   */
  void adopt(List<PostedCallback> callbacks, List<CallbackConfig> configs) throws IOException {
    List<StoredQueue> queues = new ArrayList<>(Patience.await(store.queues()));
    queues.removeIf(queue -> queue.kind() != StoredQueue.Kind.POSTED);
    List<Identity> identities = configs.stream().map(Identity::of).toList();
    List<Optional<StoredQueue>> heirs = Succession.of(queues, Identity::of, identities);
    for (int i = 0; i < callbacks.size(); i++) {
      Optional<StoredQueue> queue = heirs.get(i);
      if (queue.isPresent()) {
        queues.remove(queue.get());
        Patience.await(callbacks.get(i).use(store, queue.get()));
      }
    }
    assign(callbacks, configs);
    for (StoredQueue queue : queues) {
      abandon(queue);
    }
  }

  /**
   * Sees to it that each that is durable has a queue, and each queue the name and the target of its
   * callback.
   *
   * @param configs of the callbacks, in their order
   * @throws IOException if the store can't be used; the text says why
   */
  void assign(List<PostedCallback> callbacks, List<CallbackConfig> configs) throws IOException {
    for (int i = 0; i < callbacks.size(); i++) {
      PostedCallback callback = callbacks.get(i);
      String name = configs.get(i).name();
      WebhookConfig webhook = (WebhookConfig) configs.get(i).destination();
      Optional<StoredQueue> queue = callback.queue();
      if (queue.isPresent()) {
        if (!Identity.of(queue.get()).equals(Identity.of(configs.get(i)))) {
          Patience.await(store.rename(queue.get().id(), name, webhook.url()));
        }
      } else if (webhook.isDurable()) {
        StoredQueue made =
            Patience.await(store.create(StoredQueue.Kind.POSTED, name, webhook.url()));
        Patience.await(callback.use(store, made));
      }
    }
  }

  /** What is in it is kept until its time is over. */
  private void abandon(StoredQueue queue) throws IOException {
    DurableConversations conversations =
        new DurableConversations(
            store,
            queue.id(),
            Integer.MAX_VALUE,
            new Turns(1, shared.executor()),
            shared,
            new RetrySchedule(new Random()),
            new AbandonedDelivery(new Refusals(shared.rooms())));
    Patience.await(conversations.restore());
    conversations.resume();
    if (conversations.size() == 0) {
      Patience.await(store.drop(queue.id()));
    } else {
      CALLBACK
          .on(LOG.atWarn(), queue.name())
          .log(
              "The store keeps {} stanzas for the callback {}, which is no longer configured: give it"
                  + " its name or its url again, and restart, to have them delivered before they expire",
              conversations.size(),
              queue.name());
    }
  }
}
