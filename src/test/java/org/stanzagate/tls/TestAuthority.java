package org.stanzagate.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** An authority that signs certificates for tests. Nothing is ever kept but in memory. */
public final class TestAuthority {
  private final X500Name name;
  private final KeyPair keys = keys("EC");
  private final X509Certificate certificate;

  /** A certificate, with the one who signed it, and its key. */
  public record Issued(List<X509Certificate> chain, PrivateKey key) {
    public Issued {
      chain = List.copyOf(chain);
    }

    public ServerIdentity identity() {
      return new ServerIdentity(chain, key);
    }

    /** Writes the chain as PEM. */
    public Path writeChain(Path file) {
      return write(file, chain.toArray());
    }

    /** Writes the key as PEM, in PKCS#8. */
    public Path writeKey(Path file) {
      try {
        return write(file, new JcaPKCS8Generator(key, null));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    /** Writes the key as PEM, in PKCS#8, encrypted as openssl does. */
    public Path writeEncryptedKey(Path file, String password) {
      try {
        JceOpenSSLPKCS8EncryptorBuilder encryptor =
            new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                .setProvider(new BouncyCastleProvider())
                .setPRF(PKCS8Generator.PRF_HMACSHA256)
                .setPassword(password.toCharArray());
        return write(file, new JcaPKCS8Generator(key, encryptor.build()));
      } catch (IOException | OperatorCreationException e) {
        throw new AssertionError(e);
      }
    }

    /** Writes the key as PEM, in the form of old: PKCS#1 or SEC 1. */
    public Path writeOlderKey(Path file) {
      try {
        return write(
            file,
            key instanceof ECPrivateKey ec
                ? new PemObject("EC PRIVATE KEY", sec1(ec).getEncoded())
                : new JcaMiscPEMGenerator(key));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    /** With the name of its curve, which is in PKCS#8 outside of that. */
    private static org.bouncycastle.asn1.sec.ECPrivateKey sec1(ECPrivateKey key) {
      return new org.bouncycastle.asn1.sec.ECPrivateKey(
          256, key.getS(), SECObjectIdentifiers.secp256r1);
    }
  }

  public TestAuthority(String name) {
    this.name = new X500Name("CN=" + name);
    this.certificate = sign(this.name, keys, Instant.now().plus(Duration.ofDays(10)), true);
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** What trusts this authority. */
  public Authorities trusted() {
    return new Authorities(List.of(certificate));
  }

  /** Writes its certificate as PEM. */
  public Path write(Path file) {
    return write(file, certificate);
  }

  /** A certificate of EC, which is valid now, for DNS names and IP addresses. */
  public Issued issue(String... names) {
    return issue("EC", Duration.ofDays(5), names);
  }

  /**
   * A certificate for DNS names and IP addresses.
   *
   * @param algorithm RSA or EC
   * @param left until it ends; negative if it has ended
   */
  public Issued issue(String algorithm, Duration left, String... names) {
    KeyPair pair = keys(algorithm);
    X500Name subject = new X500Name("CN=server");
    X509Certificate issued = sign(subject, pair, Instant.now().plus(left), false, names);
    return new Issued(List.of(issued, certificate), pair.getPrivate());
  }

  private X509Certificate sign(
      X500Name subject, KeyPair pair, Instant end, boolean isAuthority, String... names) {
    Instant begin = Instant.now().minus(Duration.ofDays(10));
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.valueOf(System.nanoTime()),
            Date.from(begin),
            Date.from(end),
            subject,
            pair.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
      if (names.length > 0) {
        builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static GeneralNames alternatives(String... names) {
    GeneralName[] general = new GeneralName[names.length];
    for (int i = 0; i < names.length; i++) {
      boolean isAddress = names[i].matches("[0-9.]+|.*:.*");
      general[i] =
          new GeneralName(isAddress ? GeneralName.iPAddress : GeneralName.dNSName, names[i]);
    }
    return new GeneralNames(general);
  }

  private static KeyPair keys(String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(algorithm.equals("EC") ? 256 : 2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static Path write(Path file, Object... objects) {
    try (JcaPEMWriter pem = new JcaPEMWriter(Files.newBufferedWriter(file))) {
      for (Object object : objects) {
        pem.writeObject(object);
      }
      return file;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
