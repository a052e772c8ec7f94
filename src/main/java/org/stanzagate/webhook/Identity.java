package org.stanzagate.webhook;

import org.stanzagate.config.CallbackConfig;
import org.stanzagate.config.WebhookConfig;
import org.stanzagate.outbox.StoredQueue;

/**
 * By what a callback with a webhook is known again, in another configuration or in the store.
 *
 * @param target the hash of the url, which may hold a secret
 */
record Identity(String name, String target) {
  static Identity of(PostedCallback callback) {
    return of(callback.config().name(), callback.webhook());
  }

  static Identity of(StoredQueue queue) {
    return new Identity(queue.name(), queue.targetHash());
  }

  static Identity of(CallbackConfig config) {
    return of(config.name(), (WebhookConfig) config.destination());
  }

  private static Identity of(String name, WebhookConfig webhook) {
    return new Identity(name, StoredQueue.hash(webhook.url()));
  }
}
