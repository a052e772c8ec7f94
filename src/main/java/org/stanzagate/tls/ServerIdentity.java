package org.stanzagate.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * What a server shows to its clients.
 *
 * @param chain its own certificate first, each signed by the next
 * @param key that belongs to the first
 */
public record ServerIdentity(List<X509Certificate> chain, PrivateKey key) {
  /**
   * Checks that they belong together.
   *
   * @throws IllegalArgumentException if they don't; the text says what to do about it
   */
  public ServerIdentity {
    chain = List.copyOf(chain);
    if (!fits(key, chain.get(0))) {
      boolean isFurtherDown = chain.stream().anyMatch(other -> fits(key, other));
      throw new IllegalArgumentException(
          isFurtherDown
              ? "belongs to a certificate that is not the first of its file; put that first"
              : "does not belong to the certificate; give the key that this was made with");
    }
    for (int i = 1; i < chain.size(); i++) {
      if (!chain
          .get(i - 1)
          .getIssuerX500Principal()
          .equals(chain.get(i).getSubjectX500Principal())) {
        throw new IllegalArgumentException(
            "belongs to certificates that are no chain: number "
                + (i + 1)
                + " is not the issuer of the one before it");
      }
    }
  }

  private static boolean fits(PrivateKey key, X509Certificate certificate) {
    try {
      Signature signature =
          Signature.getInstance(
              key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
      byte[] text = "stanzagate".getBytes(StandardCharsets.US_ASCII);
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** A context in which a server shows this. */
  public SSLContext context() {
    try {
      char[] password = {};
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", key, password, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password);
      return Tls.context(keys.getKeyManagers(), null);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("what was checked already can be used", e);
    }
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "ServerIdentity[" + chain.get(0).getSubjectX500Principal() + "]";
  }
}
