package org.stanzagate.checkin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.stanzagate.config.Secret;

/**
 * Makes the ids of announcements: always the same for the same check-in, so that one which was said
 * is known again after a crash, and not to be guessed, so that nobody else can say it first.
 */
final class AnnouncementIds {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 16;

  private final SecretKeySpec key;

  AnnouncementIds(Secret secret) {
    this.key = new SecretKeySpec(secret.value().getBytes(UTF_8), ALGORITHM);
  }

  String of(Checkin checkin) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] hash = mac.doFinal(("announcement " + checkin.packetHash()).getBytes(UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
