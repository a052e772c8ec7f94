package org.stanzagate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** conf/Dockerfile and conf/compose.yml, as far as that can be told without a container engine. */
class ShippedContainersTest {
  private static final Path CONF = Path.of("conf");

  @TempDir Path secrets;

  private String dockerfile = "";
  private JsonNode compose = JsonMapper.shared().createObjectNode();

  @BeforeEach
  void readThem() throws IOException {
    dockerfile = Files.readString(CONF.resolve("Dockerfile"));
    compose = YAMLMapper.shared().readTree(CONF.resolve("compose.yml").toFile());
  }

  @Test
  void theImageStartsTheJarAsTheUnitDoes() throws IOException {
    String unit = Files.readString(CONF.resolve("stanzagate.service"));
    String archive = one("ArchiveClassesAtExit=(\\S+)", dockerfile);
    String command =
        one("(?m)^ExecStart=/usr/bin/(java .*\\.jar) ", unit)
            .replace(" -Dorg", " -XX:SharedArchiveFile=" + archive + " -Dorg");

    assertThat(entrypoint())
        .containsExactly("sh", "-c", "exec " + command + " \"$@\"", "stanzagate");
    assertThat(one("\\bJAVA_OPTS=(\\S+)", dockerfile))
        .isEqualTo(one("(?m)^Environment=JAVA_OPTS=(.*)$", unit));
  }

  @Test
  void itIsBuiltOnOnePinnedBase() {
    assertThat(all("(?m)^FROM (\\S+)", dockerfile))
        .hasSize(2)
        .allSatisfy(base -> assertThat(base).matches("debian:\\d+\\.\\d+-slim"))
        .containsOnly(one("(?m)^FROM (\\S+) AS build$", dockerfile));
  }

  @Test
  void allThatTheBuildPackagesIsSentToIt() throws IOException {
    List<String> sent = Files.readAllLines(Path.of(".dockerignore"));
    List<String> packaged =
        all("<(?:src|controlDir)>([^$<]+)</", Files.readString(Path.of("pom.xml")));

    assertThat(packaged).contains("conf", "examples", "src/deb/control");
    assertThat(packaged)
        .allSatisfy(
            path -> {
              assertThat(Path.of(path)).exists();
              assertThat(sent)
                  .anyMatch(
                      line -> line.startsWith("!") && Path.of(path).startsWith(line.substring(1)));
            });
    assertThat(sent).contains("*", "!pom.xml", "!src/main");
  }

  @Test
  void secretsAreNeitherSentToTheBuildNorCommitted() throws IOException {
    assertThat(Files.readAllLines(Path.of(".dockerignore"))).contains("conf/docker");
    assertThat(Files.readAllLines(Path.of(".gitignore"))).contains("/conf/docker/secrets/");
    assertThat(compose.get("secrets"))
        .isNotEmpty()
        .allSatisfy(
            secret -> assertThat(secret.get("file").asString()).startsWith("./docker/secrets/"));
  }

  @Test
  void theHealthCheckAsksWhereTheGatewayListens() {
    String port = one("STANZAGATE_HTTP_LISTEN=0\\.0\\.0\\.0:(\\d+)", dockerfile);

    assertThat(one("/dev/tcp/127\\.0\\.0\\.1/(\\d+)", dockerfile)).isEqualTo(port);
    assertThat(one("(?m)^EXPOSE (\\d+)", dockerfile)).isEqualTo(port);
    assertThat(strings(compose.at("/services/stanzagate/ports")))
        .containsExactly("127.0.0.1:" + port + ":" + port);
  }

  @Test
  void composeNamesWhatIsThere() {
    JsonNode build = compose.at("/services/stanzagate/build");
    Path context = CONF.resolve(build.get("context").asString()).normalize();

    assertThat(context.resolve(build.get("dockerfile").asString()))
        .isEqualTo(CONF.resolve("Dockerfile"));
    for (JsonNode service : compose.get("services")) {
      for (String volume : strings(service.get("volumes"))) {
        String source = volume.split(":", -1)[0];
        if (source.startsWith(".")) {
          assertThat(CONF.resolve(source)).isRegularFile();
        } else {
          assertThat(compose.get("volumes").has(source)).as(source).isTrue();
        }
      }
      assertThat(compose.get("secrets").propertyNames())
          .containsAll(strings(service.get("secrets")));
    }
  }

  @Test
  void theGatewayFindsTheProsodyBesideIt() throws Exception {
    for (String name : strings(compose.at("/services/stanzagate/secrets"))) {
      Files.writeString(secrets.resolve(name), "dmVyeSBzZWNyZXQgdG9rZW4K\n");
    }
    String yaml = Files.readString(CONF.resolve("docker/stanzagate.yml"));
    Map<String, String> environment =
        Pattern.compile("\\b(STANZAGATE_\\w+)=(\\S+)")
            .matcher(dockerfile.substring(dockerfile.indexOf("\nENV ")))
            .results()
            .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));

    GatewayConfig config =
        Configs.load(yaml.replace("/run/secrets", secrets.toString()), environment).config();

    assertThat(compose.get("services").has(config.component().host())).isTrue();
    String prosody = Files.readString(CONF.resolve("docker/prosody.cfg.lua"));
    assertThat(prosody)
        .contains("Component \"" + config.component().domain() + "\"")
        .contains("component_ports = { " + config.component().port() + " }");
    assertThat(strings(compose.at("/services/prosody/secrets")))
        .containsAll(all("FileLine\\(\"/run/secrets/([^\"]+)\"\\)", prosody));
  }

  private List<String> entrypoint() throws IOException {
    return strings(JsonMapper.shared().readTree(one("(?m)^ENTRYPOINT (.*)$", dockerfile)));
  }

  private static List<String> strings(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }

  private static String one(String pattern, String text) {
    List<String> found = all(pattern, text);
    assertThat(found).as(pattern).hasSize(1);
    return found.get(0);
  }

  private static List<String> all(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();
  }
}
