package org.stanzagate.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Private keys as PEM blocks hold them: PKCS#8 (RFC 5958), encrypted or not, and the older forms of
 * RSA (PKCS#1) and EC (SEC 1). The JDK does it all, once an older form is wrapped up in PKCS#8.
 */
final class PrivateKeys {
  /** What TLS in Java takes. */
  private static final List<String> ALGORITHMS = List.of("RSA", "EC");

  static final String CONVERT =
      "; convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -in OLD -out NEW";

  private PrivateKeys() {}

  static PrivateKey read(String label, byte[] bytes, @Nullable String password)
      throws PemException {
    return switch (label) {
      case "PRIVATE KEY" -> plain(bytes);
      case "ENCRYPTED PRIVATE KEY" -> encrypted(bytes, password);
      case "RSA PRIVATE KEY" -> plain(Der.pkcs8OfPkcs1(bytes));
      case "EC PRIVATE KEY" -> plain(Der.pkcs8OfSec1(bytes));
      default -> throw new PemException("it holds a " + label + "; an RSA or EC key is wanted");
    };
  }

  private static PrivateKey plain(byte[] pkcs8) throws PemException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException e) {
        // It may be one of the next.
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JVM has " + algorithm, e);
      }
    }
    throw new PemException("its key is broken, or neither RSA nor EC");
  }

  private static PrivateKey encrypted(byte[] bytes, @Nullable String password) throws PemException {
    if (password == null) {
      throw new PemException(
          "its key is encrypted, and there is no password; give tls_key_password");
    }
    if (!password.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw new PemException("its key is encrypted, and Java takes only ASCII passwords");
    }
    Cipher cipher;
    EncryptedPrivateKeyInfo info;
    try {
      info = new EncryptedPrivateKeyInfo(bytes);
      cipher = cipher(info, password);
    } catch (IOException | GeneralSecurityException e) {
      throw new PemException("its key is encrypted in a way that Java doesn't know" + CONVERT);
    }
    try {
      return plain(info.getKeySpec(cipher).getEncoded());
    } catch (InvalidKeySpecException e) {
      throw new PemException("the password is wrong");
    }
  }

  private static Cipher cipher(EncryptedPrivateKeyInfo info, String password)
      throws GeneralSecurityException {
    // Of PBES2 (RFC 8018) only the parameters know what it really is.
    String name = info.getAlgName();
    String algorithm =
        name.equals("PBES2") || name.equals("1.2.840.113549.1.5.13")
            ? info.getAlgParameters().toString()
            : name;
    SecretKey key =
        SecretKeyFactory.getInstance(algorithm)
            .generateSecret(new PBEKeySpec(password.toCharArray()));
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
    return cipher;
  }
}
