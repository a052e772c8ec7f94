package org.stanzagate.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** The {@code openapi.yaml} in the jar. */
final class OpenApiDocument {
  private static final String NAME = "/openapi.yaml";

  private OpenApiDocument() {}

  static JsonNode load() {
    return read(text());
  }

  static String text() {
    try (InputStream yaml = OpenApiDocument.class.getResourceAsStream(NAME)) {
      if (yaml == null) {
        throw new IllegalStateException("openapi.yaml is missing in the jar");
      }
      return new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Token by token, which starts faster than Jackson's mapper does. */
  static JsonNode read(String yaml) {
    try (JsonParser parser = new YAMLFactory().createParser(ObjectReadContext.empty(), yaml)) {
      parser.nextToken();
      return JsonTree.read(parser, Place.top(Leniency.STRICT));
    } catch (JacksonException | DecodeException e) {
      throw new IllegalStateException("openapi.yaml: " + e.getMessage(), e);
    }
  }
}
