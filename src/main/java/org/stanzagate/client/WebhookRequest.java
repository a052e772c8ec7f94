package org.stanzagate.client;

import java.util.List;
import org.apache.hc.core5.http.Header;

/**
 * A request to a webhook, whole.
 *
 * @param target path and query, percent-encoded
 * @param headers all but those that are the connection's own, such as Host and Content-Length
 * @param contentType of the body; the empty string where there is none
 */
public record WebhookRequest(
    String method,
    Receiver receiver,
    String target,
    List<Header> headers,
    String contentType,
    Content body) {
  public WebhookRequest {
    headers = List.copyOf(headers);
  }
}
