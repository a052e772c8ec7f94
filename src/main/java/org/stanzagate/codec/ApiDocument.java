package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OpenAPI document that the JSON mapping was compiled from, for those who want to know the API.
 * Immutable, safe in any thread.
 */
public final class ApiDocument {
  /** Where the document, as it is in the jar, has the API. */
  private static final String PATH = "/rest";

  private final Supplier<String> yaml;
  private final JsonNode document;

  ApiDocument(Supplier<String> yaml, JsonNode document) {
    this.yaml = yaml;
    this.document = document;
  }

  /** As JSON, with the API at {@code path}. */
  public byte[] json(String path) {
    ObjectNode moved = (ObjectNode) document.deepCopy();
    ObjectNode paths = moved.putObject("paths");
    for (Map.Entry<String, JsonNode> endpoint : document.path("paths").properties()) {
      paths.set(moved(endpoint.getKey(), path), endpoint.getValue());
    }
    return new JsonWriter().write(moved);
  }

  /** As YAML, comments and all, with the API at {@code path}. */
  public byte[] yaml(String path) {
    StringBuilder moved = new StringBuilder();
    yaml.get()
        .lines()
        .map(line -> line.startsWith("  /") ? "  " + moved(line.substring(2), path) : line)
        .forEach(line -> moved.append(line).append('\n'));
    return moved.toString().getBytes(UTF_8);
  }

  private static String moved(String endpoint, String path) {
    return endpoint.startsWith(PATH) ? path + endpoint.substring(PATH.length()) : endpoint;
  }
}
