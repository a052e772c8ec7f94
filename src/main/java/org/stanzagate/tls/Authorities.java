package org.stanzagate.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates a server is believed by.
 *
 * @param certificates of the authorities; none for those that the JVM knows
 */
public record Authorities(List<X509Certificate> certificates) {
  public Authorities {
    certificates = List.copyOf(certificates);
  }

  // In plain code, for to link a record's own takes a part of the start.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Authorities that && certificates.equals(that.certificates);
  }

  @Override
  public int hashCode() {
    return certificates.hashCode();
  }

  /** A context that trusts these and nobody else. */
  public SSLContext context() {
    try {
      if (certificates.isEmpty()) {
        return Tls.context(null, null);
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (X509Certificate certificate : certificates) {
        store.setCertificateEntry("authority-" + store.size(), certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      return Tls.context(null, trust.getTrustManagers());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every JVM can do that", e);
    }
  }
}
