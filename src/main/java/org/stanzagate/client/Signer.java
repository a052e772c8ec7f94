package org.stanzagate.client;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.stanzagate.config.Secret;

/**
 * Signs requests as Standard Webhooks has it: {@code v1,} and the base64 of HMAC-SHA256 over id,
 * timestamp and body with dots between, once for each secret, so that one can be changed without a
 * break. Safe in any thread.
 */
final class Signer {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String PREFIX = "whsec_";

  private final List<SecretKeySpec> keys;

  Signer(List<Secret> secrets) {
    keys =
        secrets.stream()
            .map(secret -> Base64.getDecoder().decode(secret.value().substring(PREFIX.length())))
            .map(key -> new SecretKeySpec(key, ALGORITHM))
            .toList();
  }

  /** Whether there is anything to sign with. */
  boolean signs() {
    return !keys.isEmpty();
  }

  /** The value of {@code webhook-signature}. */
  String sign(String id, String timestamp, byte[] body) {
    byte[] head = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
    return keys.stream()
        .map(key -> "v1," + Base64.getEncoder().encodeToString(hmac(key, head, body)))
        .collect(Collectors.joining(" "));
  }

  private static byte[] hmac(SecretKeySpec key, byte[] head, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(head);
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has " + ALGORITHM, e);
    }
  }
}
