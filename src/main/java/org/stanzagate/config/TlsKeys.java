package org.stanzagate.config;

import java.nio.file.Path;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stanzagate.tls.Authorities;
import org.stanzagate.tls.PemException;
import org.stanzagate.tls.PemFile;
import org.stanzagate.tls.ServerIdentity;

/** Reads the keys of TLS, and the files that they name. */
final class TlsKeys {
  private static final String CA_FILE = "tls_ca_file";
  private static final String CERTIFICATE = "tls_certificate";
  private static final String KEY = "tls_key";
  private static final String PASSWORD = "tls_key_password";

  private static final Authorities JVMS = new Authorities(List.of());

  private static final ScalarType<Secret> KEY_PASSWORD =
      new ScalarType<>(
              "the password of the file that tls_key names, of printable ASCII characters",
              text -> {
                if (!text.matches("[ -~]{1,1024}")) {
                  throw new FaultyValue("");
                }
                return new Secret(text);
              })
          .secret();

  private final ScalarType<Path> path;
  private final Date now;

  /**
   * @param directory what relative paths are relative to
   */
  TlsKeys(Path directory, Instant now) {
    this.path = ValueTypes.path(directory);
    this.now = Date.from(now);
  }

  /** Whether {@code component} has TLS, and whom to believe then; empty if it has none. */
  Optional<Authorities> authorities(Section component) {
    boolean isOn = component.or("tls", ValueTypes.BOOLEAN, "false").orElse(false);
    Optional<Authorities> authorities = caFile(component);
    if (!isOn && authorities.isPresent()) {
      component.problem(CA_FILE, "is given, but tls is not true; set that, or leave this out");
    }
    return isOn ? Optional.of(authorities.orElse(JVMS)) : Optional.empty();
  }

  /** Whom a callback believes, which only {@code https:} makes use of. */
  Authorities authorities(Section callback, Optional<String> url) {
    Optional<Authorities> authorities = caFile(callback);
    if (authorities.isPresent() && url.isPresent() && url.get().startsWith("http:")) {
      callback.problem(
          CA_FILE, "is given, but url begins with http:; make that https:, or leave this out");
    }
    return authorities.orElse(JVMS);
  }

  private Optional<Authorities> caFile(Section section) {
    Optional<List<X509Certificate>> authorities =
        section.find(CA_FILE, pem("the authorities' certificates", PemFile::certificates));
    authorities.ifPresent(certificates -> checkTime(section, CA_FILE, certificates));
    return authorities.map(Authorities::new);
  }

  /** What {@code http} shows to its clients; empty for plain HTTP. */
  Optional<ServerIdentity> identity(Section http) {
    var chainType = pem("the certificate and those that sign it", PemFile::certificates);
    Optional<Secret> password = http.find(PASSWORD, KEY_PASSWORD);
    @Nullable String given = password.map(Secret::value).orElse(null);
    var keyType = pem("the certificate's private key", pem -> pem.privateKey(given));
    var chain = http.find(CERTIFICATE, chainType);
    var key = http.find(KEY, keyType);
    chain.ifPresent(certificates -> checkTime(http, CERTIFICATE, certificates));
    if (http.has(CERTIFICATE, chainType) != http.has(KEY, keyType)) {
      http.problem(
          http.has(KEY, keyType) ? CERTIFICATE : KEY, "is missing; HTTPS wants both, HTTP neither");
    } else if (password.isPresent() && !http.has(KEY, keyType)) {
      http.problem(PASSWORD, "is given without tls_key; leave it out");
    }
    return chain.isPresent() && key.isPresent()
        ? http.build(KEY, () -> new ServerIdentity(chain.get(), key.get()))
        : Optional.empty();
  }

  /** What is taken out of a PEM file. */
  @FunctionalInterface
  private interface Contents<T> {
    T of(PemFile file) throws PemException;
  }

  private <T> ScalarType<T> pem(String what, Contents<T> contents) {
    return new ScalarType<>(
        "the path of a PEM file with " + what,
        text -> {
          try {
            return contents.of(PemFile.read(path.parser().parse(text)));
          } catch (PemException e) {
            throw new FaultyValue(e.reason());
          }
        });
  }

  private void checkTime(Section section, String key, List<X509Certificate> certificates) {
    for (X509Certificate certificate : certificates) {
      String subject = "the certificate of " + certificate.getSubjectX500Principal();
      try {
        certificate.checkValidity(now);
      } catch (CertificateExpiredException e) {
        section.obstacle(
            key,
            subject + " ended at " + certificate.getNotAfter().toInstant() + "; put in a new one");
      } catch (CertificateNotYetValidException e) {
        section.obstacle(
            key,
            subject
                + " begins at "
                + certificate.getNotBefore().toInstant()
                + "; is the clock of this machine right?");
      }
    }
  }
}
