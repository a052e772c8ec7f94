import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Writes openapi.yaml down as JSON, for the program reads it at each start, and YAML takes three
 * times as long. The build runs it as it is: java OpenApiJson.java openapi.yaml openapi.json.
 */
class OpenApiJson {
  public static void main(String[] args) throws IOException {
    YAMLFactory yaml =
        YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    Path json = Path.of(args[1]);
    Files.createDirectories(json.toAbsolutePath().getParent());
    JsonMapper.shared().writeValue(json, new YAMLMapper(yaml).readTree(Path.of(args[0])));
  }
}
