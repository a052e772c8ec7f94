package org.stanzagate.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.tls.TestAuthority.Issued;

/** The files are written by another library, in every form that there is. */
class PemFileTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("Authority");
  private static final Issued EC = AUTHORITY.issue("a.example");
  private static final Issued RSA = AUTHORITY.issue("RSA", Duration.ofDays(1), "b.example");

  @TempDir Path directory;

  private static Issued issued(String algorithm) {
    return algorithm.equals("EC") ? EC : RSA;
  }

  private Path file(Object... objects) {
    return TestAuthority.write(directory.resolve("file.pem"), objects);
  }

  private static JceOpenSSLPKCS8EncryptorBuilder encryptor(String cipher) {
    return new JceOpenSSLPKCS8EncryptorBuilder(new ASN1ObjectIdentifier(cipher))
        .setProvider(new BouncyCastleProvider())
        .setRandom(new SecureRandom())
        .setPassword("pass word".toCharArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void aKeyIsReadFromPkcs8AndFromTheOlderForms(String algorithm) throws Exception {
    PrivateKey key = issued(algorithm).key();
    Path pkcs8 = file(new JcaPKCS8Generator(key, null));
    assertThat(Files.readString(pkcs8)).startsWith("-----BEGIN PRIVATE KEY");
    assertThat(PemFile.read(pkcs8).privateKey(null)).isEqualTo(key);
    Path older = issued(algorithm).writeOlderKey(directory.resolve("older.pem"));
    assertThat(Files.readString(older)).startsWith("-----BEGIN " + algorithm + " PRIVATE KEY");
    PrivateKey read = PemFile.read(older).privateKey(null);
    assertThat(new ServerIdentity(issued(algorithm).chain(), read).context()).isNotNull();
  }

  static Stream<String> ciphers() {
    return Stream.of(
        PKCS8Generator.AES_256_CBC.getId(),
        PKCS8Generator.AES_128_CBC.getId(),
        PKCS8Generator.PBE_SHA1_3DES.getId());
  }

  @ParameterizedTest
  @MethodSource("ciphers")
  void anEncryptedKeyIsReadWithItsPasswordOnly(String cipher) throws Exception {
    JceOpenSSLPKCS8EncryptorBuilder encryptor = encryptor(cipher);
    if (!cipher.equals(PKCS8Generator.PBE_SHA1_3DES.getId())) {
      encryptor.setPRF(PKCS8Generator.PRF_HMACSHA256);
    }
    for (String algorithm : List.of("EC", "RSA")) {
      Path file = file(new JcaPKCS8Generator(issued(algorithm).key(), encryptor.build()));
      assertThat(Files.readString(file)).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY");
      PemFile pem = PemFile.read(file);
      assertThat(pem.privateKey("pass word")).isEqualTo(issued(algorithm).key());
      assertThatThrownBy(() -> pem.privateKey("password")).hasMessage("the password is wrong");
      assertThatThrownBy(() -> pem.privateKey(null)).hasMessageContaining("there is no password");
      assertThatThrownBy(() -> pem.privateKey("pässword")).hasMessageContaining("only ASCII");
    }
  }

  @Test
  void whatJavaCantDecryptIsToBeConverted() throws Exception {
    char[] password = "pass word".toCharArray();
    Path old =
        file(
            new JcaMiscPEMGenerator(
                RSA.key(),
                new JcePEMEncryptorBuilder("AES-256-CBC")
                    .setProvider(new BouncyCastleProvider())
                    .build(password)));
    assertThatThrownBy(() -> PemFile.read(old).privateKey("pass word"))
        .hasMessageContaining("in a way of old; convert it: openssl pkcs8");
    Path sha3 =
        file(
            new JcaPKCS8Generator(
                EC.key(),
                encryptor(PKCS8Generator.AES_256_CBC.getId())
                    .setPRF(PKCS8Generator.PRF_HMACSHA3_256)
                    .build()));
    assertThatThrownBy(() -> PemFile.read(sha3).privateKey("pass word"))
        .hasMessageContaining("in a way that Java doesn't know; convert it: openssl pkcs8");
  }

  @Test
  void theCertificatesComeInTheirOrderWithAKeyAndTalkBetweenThem() throws Exception {
    Path file =
        file(EC.chain().get(0), new JcaPKCS8Generator(EC.key(), null), AUTHORITY.certificate());
    Files.writeString(
        file,
        "Subject: the first -- of two\r\n"
            + Files.readString(file).replace("\n", "\r\n")
            + "\n# the end");
    PemFile pem = PemFile.read(file);
    assertThat(pem.certificates()).isEqualTo(EC.chain());
    assertThat(pem.privateKey(null)).isEqualTo(EC.key());
  }

  @Test
  void theParametersThatOpensslWritesBeforeAnEcKeyDontMatter() throws Exception {
    Path file = EC.writeOlderKey(directory.resolve("file.pem"));
    Files.writeString(
        file,
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
            + Files.readString(file));
    PrivateKey read = PemFile.read(file).privateKey(null);
    assertThat(new ServerIdentity(EC.chain(), read).context()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                                    | it is empty",
        "'  '                                                  | it is empty",
        "some text                                             | it is no PEM",
        "-----BEGIN CERTIFICATE-----                           | it is no PEM",
        "-----BEGIN CERTIFICATE-----AA==-----END PRIVATE KEY----- | it is no PEM",
        "-----BEGIN CERTIFICATE-----A*=-----END CERTIFICATE----- | no base64",
        "-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE----- | a broken certificate",
        "-----BEGIN PUBLIC KEY-----AAAA-----END PUBLIC KEY----- | no certificate, but PUBLIC KEY",
      })
  void aFileWithoutACertificateIsRefused(String text, String reason) throws Exception {
    Path file = Files.writeString(directory.resolve("x.pem"), text);
    assertThatThrownBy(() -> PemFile.read(file).certificates())
        .isInstanceOf(PemException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-----BEGIN PUBLIC KEY-----AAAA-----END PUBLIC KEY-----           | it holds a PUBLIC KEY",
        "-----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY-----         | its key is broken",
        "-----BEGIN PRIVATE KEY----------END PRIVATE KEY-----             | its key is broken",
        "-----BEGIN RSA PRIVATE KEY-----AAAA-----END RSA PRIVATE KEY----- | its key is broken",
        "-----BEGIN EC PRIVATE KEY-----AAAA-----END EC PRIVATE KEY-----   | its key is broken",
        "-----BEGIN EC PRIVATE KEY-----MIT/////-----END EC PRIVATE KEY----- | its key is broken",
        "-----BEGIN EC PRIVATE KEY----------END EC PRIVATE KEY-----       | its key is broken",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----AAAA-----END ENCRYPTED PRIVATE KEY----- | doesn't know",
        "-----BEGIN OPENSSH PRIVATE KEY-----AAAA-----END OPENSSH PRIVATE KEY----- | an RSA or EC key",
      })
  void aFileWithoutAProperKeyIsRefused(String text, String reason) throws Exception {
    Path file = Files.writeString(directory.resolve("x.pem"), text);
    assertThatThrownBy(() -> PemFile.read(file).privateKey("x"))
        .isInstanceOf(PemException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void filesThatCantBeOursAreSaidToBeSo() throws Exception {
    assertThatThrownBy(() -> PemFile.read(directory.resolve("nowhere")))
        .hasMessage("there is no such file");
    assertThatThrownBy(() -> PemFile.read(directory)).hasMessageContaining("it can't be read");
    Path large = Files.write(directory.resolve("large"), new byte[1024 * 1024 + 1]);
    assertThatThrownBy(() -> PemFile.read(large)).hasMessageContaining("larger than 1MiB");
    Path certificate = file(AUTHORITY.certificate());
    assertThatThrownBy(() -> PemFile.read(certificate).privateKey(null))
        .hasMessage("it holds no private key, but CERTIFICATE");
    Path two = file(new JcaPKCS8Generator(EC.key(), null), new JcaPKCS8Generator(RSA.key(), null));
    assertThatThrownBy(() -> PemFile.read(two).privateKey(null))
        .hasMessageContaining("more than one key");
  }

  @Test
  void aKeyOfAnotherKindOrAnUnnamedCurveIsRefused() throws Exception {
    PrivateKey edwards = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
    Path file = file(new JcaPKCS8Generator(edwards, null));
    assertThatThrownBy(() -> PemFile.read(file).privateKey(null))
        .hasMessageContaining("neither RSA nor EC");
    Path unnamed = file(new JcaMiscPEMGenerator(EC.key()));
    assertThatThrownBy(() -> PemFile.read(unnamed).privateKey(null))
        .hasMessageContaining("doesn't name its curve");
  }

  @Test
  void aKeyAndACertificateMustBelongTogether() {
    Issued other = AUTHORITY.issue("a.example");
    assertThat(EC.identity().context()).isNotNull();
    assertThat(RSA.identity().context()).isNotNull();
    assertThatThrownBy(() -> new ServerIdentity(EC.chain(), other.key()))
        .hasMessageContaining("does not belong to the certificate");
    assertThatThrownBy(() -> new ServerIdentity(RSA.chain(), EC.key()))
        .hasMessageContaining("does not belong to the certificate");
    List<X509Certificate> upsideDown = List.of(AUTHORITY.certificate(), EC.chain().get(0));
    assertThatThrownBy(() -> new ServerIdentity(upsideDown, EC.key()))
        .hasMessageContaining("not the first of its file; put that first");
    List<X509Certificate> noChain = List.of(EC.chain().get(0), other.chain().get(0));
    assertThatThrownBy(() -> new ServerIdentity(noChain, EC.key()))
        .hasMessageContaining("number 2 is not the issuer of the one before it");
    assertThat(EC.identity()).hasToString("ServerIdentity[CN=server]");
  }
}
