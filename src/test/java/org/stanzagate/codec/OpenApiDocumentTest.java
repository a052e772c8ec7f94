package org.stanzagate.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stanzagate.stanza.Kind;
import org.stanzagate.xml.Element;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The document that is served says what the program does. */
class OpenApiDocumentTest {
  private static final JsonNode DOCUMENT = OpenApiDocument.load();
  private static final Map<String, String> NAMES =
      Map.of("message", "Message", "presence", "Presence", "iq", "Iq");
  private static final JsonCodec JSON = new JsonCodec(StanzaCompiler.compile(DOCUMENT));

  @Test
  void itIsValidOpenApi() {
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    SwaggerParseResult result =
        new OpenAPIV3Parser().readContents(OpenApiDocument.text(), List.of(), options);
    assertThat(result.getMessages()).isEmpty();
    assertThat(result.getOpenAPI().getOpenapi()).startsWith("3.1.");
    assertThat(result.getOpenAPI().getPaths()).containsKey("/rest");
  }

  @Test
  void whatIsReadIsWhatIsServed() {
    YAMLFactory strict =
        YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    assertThat(JsonMapper.shared().readTree(DOCUMENT.toString()))
        .isEqualTo(new YAMLMapper(strict).readTree(OpenApiDocument.text()));
  }

  @Test
  void theValidatorFindsFaults() {
    String faulty = OpenApiDocument.text().replaceFirst("operationId: send", "operationIt: send");
    assertThat(new OpenAPIV3Parser().readContents(faulty).getMessages())
        .anyMatch(message -> message.contains("operationIt"));
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> references = new ArrayList<>();
    DOCUMENT.findValues("$ref").forEach(reference -> references.add(reference.asString()));
    assertThat(references)
        .hasSizeGreaterThan(40)
        .allSatisfy(
            reference -> {
              assertThat(reference).startsWith("#/");
              assertThat(DOCUMENT.at(reference.substring(1)).isObject()).isTrue();
            });
  }

  @Test
  void theBodiesAreThoseThatThereAreCodecsFor() {
    assertThat(DOCUMENT.at("/components/requestBodies/Stanza/content").propertyNames())
        .containsExactlyInAnyOrderElementsOf(Codecs.load().mediaTypes());
    for (Map.Entry<String, JsonNode> response : DOCUMENT.at("/components/responses").properties()) {
      List<String> bodies =
          response.getKey().equals("Written") ? List.of() : Codecs.load().mediaTypes();
      assertThat(response.getValue().path("content").propertyNames())
          .as(response.getKey())
          .containsExactlyInAnyOrderElementsOf(bodies);
    }
  }

  @Test
  void theExamplesAreStanzas() {
    List<JsonNode> examples = new ArrayList<>();
    DOCUMENT.at("/components/examples").forEach(example -> examples.add(example.path("value")));
    assertThat(examples).hasSizeGreaterThan(5);
    for (JsonNode example : examples) {
      StanzaCodec codec = example.isObject() ? JSON : new XmlCodec();
      byte[] body = (example.isObject() ? example.toString() : example.asString()).getBytes(UTF_8);
      assertThatCode(() -> codec.decode(body, Kind.MESSAGE, Leniency.STRICT))
          .as(example.toString())
          .doesNotThrowAnyException();
    }
  }

  @Test
  void theExampleOfSeveralStanzasIsWhatIsGiven() throws Exception {
    JsonNode example = DOCUMENT.at("/components/schemas/Stanzas/examples/0");
    List<Element> stanzas = new ArrayList<>();
    for (JsonNode stanza : example.path("xmpp")) {
      stanzas.add(JSON.decode(stanza.toString().getBytes(UTF_8), Kind.MESSAGE, Leniency.STRICT));
    }
    assertThat(stanzas).hasSize(2);
    assertThat(new JsonReader().read(JSON.encode(stanzas))).isEqualTo(example);
  }

  @Test
  void everyKeyIsExplained() {
    for (String kind : List.of("Common", "Rest", "MessageContent", "Message", "Presence", "Iq")) {
      String properties = "/components/schemas/" + kind + "/properties";
      DOCUMENT.at(properties).properties().stream()
          .filter(key -> !key.getKey().equals("kind"))
          .forEach(key -> assertThat(explanation(key.getValue())).as(key.getKey()).isNotBlank());
    }
  }

  @Test
  void theExamplesOfTheKeysAreWhatTheyTake() {
    int examples = 0;
    for (StanzaMapping kind : StanzaCompiler.compile(DOCUMENT).kinds()) {
      for (Map.Entry<String, JsonNode> property : properties(kind.kind()).entrySet()) {
        Key key = kind.key(property.getKey());
        if (key != null) {
          examples += check(key, examples(property.getValue()));
        }
      }
    }
    assertThat(examples).isGreaterThan(20);
  }

  private static int check(Key key, List<JsonNode> examples) {
    for (JsonNode example : examples) {
      assertThatCode(() -> key.write(example, Place.top(Leniency.STRICT)))
          .as(key.name() + ": " + example)
          .doesNotThrowAnyException();
    }
    return examples.size();
  }

  private static Map<String, JsonNode> properties(String kind) {
    Map<String, JsonNode> properties = new LinkedHashMap<>();
    JsonNode schema = DOCUMENT.at("/components/schemas/" + NAMES.get(kind));
    List<JsonNode> parts = new ArrayList<>(List.of(schema));
    schema.path("allOf").forEach(part -> parts.add(target(part)));
    for (JsonNode part : parts) {
      part.path("properties").properties().forEach(e -> properties.put(e.getKey(), e.getValue()));
    }
    return properties;
  }

  private static List<JsonNode> examples(JsonNode schema) {
    List<JsonNode> examples = new ArrayList<>();
    target(schema).path("examples").forEach(examples::add);
    target(schema).path("oneOf").forEach(one -> one.path("examples").forEach(examples::add));
    return examples;
  }

  private static JsonNode target(JsonNode schema) {
    return schema.has("$ref") ? DOCUMENT.at(schema.path("$ref").asString().substring(1)) : schema;
  }

  private static String explanation(JsonNode schema) {
    return target(schema).path("description").asString("");
  }
}
