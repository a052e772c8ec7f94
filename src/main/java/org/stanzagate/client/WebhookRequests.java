package org.stanzagate.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.util.ArrayList;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;
import org.stanzagate.codec.StanzaCodec;
import org.stanzagate.config.WebhookConfig;
import org.stanzagate.stanza.Stanza;

/** Writes the requests to one webhook: url, headers, body. Safe in any thread. */
public final class WebhookRequests {
  private final Receiver receiver;
  private final UrlTemplate url;
  private final Signer signer;
  private final Clock clock;
  private final List<Header> constant = new ArrayList<>();

  /** So that no two gateways, and no two lives of one, give the same id. */
  private final String idStart =
      "msg_" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + "_";

  private final AtomicLong ids = new AtomicLong();

  /**
   * @param accepted the media types that an answer may have
   */
  public WebhookRequests(
      WebhookConfig config, List<String> accepted, String userAgent, Clock clock) {
    this.receiver = Receiver.of(config);
    this.url = new UrlTemplate(config.url());
    this.signer = new Signer(config.signingSecrets());
    this.clock = clock;
    constant.add(new BasicHeader("Accept", String.join(", ", accepted)));
    constant.add(new BasicHeader("User-Agent", userAgent));
    config
        .headers()
        .forEach(
            (name, value) -> {
              constant.removeIf(header -> header.getName().equalsIgnoreCase(name));
              constant.add(new BasicHeader(name, value.value()));
            });
  }

  /** An id for a request that isn't known by another. */
  public String newId() {
    return idStart + Long.toHexString(ids.incrementAndGet());
  }

  /**
   * The POST that delivers a stanza.
   *
   * @param id the same on every retry
   */
  public WebhookRequest delivery(Stanza stanza, String id, StanzaCodec codec) {
    String target =
        url.target(
            new UrlTemplate.Values(
                stanza.kind().element(),
                stanza.type(),
                stanza.to().toString(),
                stanza.from().toString()));
    List<Header> headers = new ArrayList<>(constant);
    contentLanguage(stanza.element().lang())
        .ifPresent(language -> headers.add(new BasicHeader("Content-Language", language)));
    Content body = new Content(codec.encode(stanza.element()));
    return request("POST", target, id, headers, codec.contentType(), body);
  }

  /** The POST that asks whether the webhook is there: no stanza, but written like one. */
  public WebhookRequest ping(Jid domain, StanzaCodec codec) {
    String us = domain.toString();
    String target = url.target(new UrlTemplate.Values("meta", "ping", us, us));
    String ping =
        codec.mediaType().equals("application/json")
            ? "{\"kind\":\"meta\",\"type\":\"ping\",\"to\":\"%s\",\"from\":\"%s\"}"
            : "<meta type='ping' to='%s' from='%s'/>";
    Content body = new Content(String.format(ping, us, us).getBytes(UTF_8));
    return request("POST", target, newId(), new ArrayList<>(constant), codec.contentType(), body);
  }

  /** The OPTIONS that asks what the webhook takes. */
  public WebhookRequest probe(Jid domain) {
    String us = domain.toString();
    String target = url.target(new UrlTemplate.Values("meta", "info", us, us));
    return request("OPTIONS", target, newId(), new ArrayList<>(constant), "", Content.NONE);
  }

  private WebhookRequest request(
      String method,
      String target,
      String id,
      List<Header> headers,
      String contentType,
      Content body) {
    String timestamp = Long.toString(clock.instant().getEpochSecond());
    headers.add(new BasicHeader("webhook-id", id));
    headers.add(new BasicHeader("webhook-timestamp", timestamp));
    if (signer.signs()) {
      headers.add(new BasicHeader("webhook-signature", signer.sign(id, timestamp, body.bytes())));
    }
    return new WebhookRequest(method, receiver, target, headers, contentType, body);
  }

  /** A stanza may say anything for a language; a header may only name one (RFC 5646). */
  private static Optional<String> contentLanguage(@Nullable String lang) {
    if (lang == null || lang.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Locale.Builder().setLanguageTag(lang)).map(wellFormed -> lang);
    } catch (IllformedLocaleException e) {
      return Optional.empty();
    }
  }
}
