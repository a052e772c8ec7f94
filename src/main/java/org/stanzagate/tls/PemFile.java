package org.stanzagate.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a PEM file (RFC 7468) holds. Immutable. */
public final class PemFile {
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final int MAX_BYTES = 1024 * 1024;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /** What openssl writes before the key that it belongs to, and which that says too. */
  private static final String PARAMETERS = "EC PARAMETERS";

  private final List<Block> blocks;

  private record Block(String label, String text) {
    byte[] bytes() throws PemException {
      if (text.indexOf(':') >= 0) { // headers (RFC 1421), with which openssl once encrypted keys
        throw new PemException(
            "its " + label + " is encrypted in a way of old" + PrivateKeys.CONVERT);
      }
      try {
        return Base64.getDecoder().decode(text.replaceAll("\\s", ""));
      } catch (IllegalArgumentException e) {
        throw new PemException("what is in its block " + label + " is no base64");
      }
    }
  }

  private PemFile(List<Block> blocks) {
    this.blocks = blocks;
  }

  /**
   * Reads a file.
   *
   * @throws PemException if it can't be read, or is no PEM
   */
  public static PemFile read(Path file) throws PemException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new PemException("there is no such file");
    } catch (AccessDeniedException e) {
      throw new PemException("this user may not read it; change its owner or mode");
    } catch (IOException e) {
      throw new PemException("it can't be read: " + e.getMessage());
    }
    if (bytes.length > MAX_BYTES) {
      throw new PemException("it is larger than 1MiB");
    }
    return parse(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  private static PemFile parse(String text) throws PemException {
    if (text.isBlank()) {
      throw new PemException("it is empty");
    }
    List<Block> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      if (!block.group(1).equals(PARAMETERS)) {
        blocks.add(new Block(block.group(1), block.group(2)));
      }
    }
    if (blocks.isEmpty()) {
      throw new PemException("it is no PEM: it has no whole -----BEGIN …----- … -----END …-----");
    }
    return new PemFile(blocks);
  }

  /**
   * All its certificates, in their order; at least one. Keys beside them don't matter.
   *
   * @throws PemException if there is none, or one is broken
   */
  public List<X509Certificate> certificates() throws PemException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks) {
      if (block.label().equals(CERTIFICATE)) {
        certificates.add(certificate(block));
      }
    }
    if (certificates.isEmpty()) {
      throw new PemException("it holds no certificate, but " + labels());
    }
    return certificates;
  }

  private static X509Certificate certificate(Block block) throws PemException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.bytes()));
    } catch (CertificateException e) {
      throw new PemException("it holds a broken certificate: " + e.getMessage());
    }
  }

  /**
   * Its private key. Certificates beside it don't matter.
   *
   * @param password for an encrypted one; null if there is none
   * @throws PemException if there is no key, more than one, or one that can't be read
   */
  public PrivateKey privateKey(@Nullable String password) throws PemException {
    List<Block> keys = blocks.stream().filter(block -> block.label().endsWith("KEY")).toList();
    if (keys.isEmpty()) {
      throw new PemException("it holds no private key, but " + labels());
    }
    if (keys.size() > 1) {
      throw new PemException("it holds more than one key: " + labels());
    }
    Block key = keys.get(0);
    return PrivateKeys.read(key.label(), key.bytes(), password);
  }

  private String labels() {
    return blocks.stream().map(Block::label).distinct().collect(Collectors.joining(", "));
  }
}
