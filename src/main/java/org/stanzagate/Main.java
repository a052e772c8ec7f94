package org.stanzagate;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.codec.Codecs;
import org.stanzagate.config.ConfigException;
import org.stanzagate.config.ConfigFile;
import org.stanzagate.config.ConfigFile.Loaded;
import org.stanzagate.config.ConfigProblem;
import org.stanzagate.config.GatewayConfig;
import org.stanzagate.listener.HttpServer;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/**
 * The command line. Exit codes: 0 after a clean stop, 1 if it can't start, 2 for wrong input.
 *
 * <p>picocli is told of the commands in code: to read the same from annotations takes a twentieth
 * of the start.
 */
public final class Main {
  static final int FAULTY_INPUT = CommandLine.ExitCode.USAGE;

  private static final String RUNNING =
      " (if it is this gateway that has it, check with --running)";

  private final Map<String, String> environment;
  private final InputStream in;
  private final Clock clock = Clock.systemUTC();

  private final OptionSpec config =
      OptionSpec.builder("--config")
          .paramLabel("FILE")
          .type(Path.class)
          .scopeType(ScopeType.INHERIT)
          .description("The configuration; STANZAGATE_… variables override it.")
          .build();
  private final OptionSpec debug =
      flag("--debug")
          .scopeType(ScopeType.INHERIT)
          .description(
              "Logs every step, and the XML of the stream with known secrets blanked. Messages show"
                  + " up in such a log.")
          .build();
  private final OptionSpec running =
      flag("--running")
          .description("The gateway runs already, so that its own address is taken.")
          .build();
  private final CommandLine commandLine;

  private Main(Map<String, String> environment, InputStream in) {
    this.environment = environment;
    this.in = in;
    CommandSpec all =
        command(this::call, "An XMPP REST gateway. Without a command it runs, as with run.")
            .name("stanzagate")
            .addOption(config)
            .addOption(debug)
            .addSubcommand(
                "check",
                command(
                        this::check,
                        "Says what is wrong with the configuration, and what would not work with it,"
                            + " or ok.",
                        "That is whether the gateway would start; for one that is to be reloaded,"
                            + " give --running.")
                    .addOption(running))
            .addSubcommand(
                "hash-token",
                command(
                    this::hashToken,
                    "Reads a token on standard input, one line, and prints its sha256: form, to be"
                        + " given as auth.tokens[].token in its place.",
                    "To make a token: openssl rand -hex 20"))
            .addSubcommand(
                "run",
                command(
                    this::run,
                    "Runs the gateway until SIGTERM or SIGINT. SIGHUP reloads tokens, callbacks and"
                        + " certificates.",
                    "Without --config everything comes from the environment."))
            .addSubcommand(
                "sandbox",
                command(
                    this::sandbox, "Runs with a stand-in for the XMPP server, to try things out."));
    commandLine =
        new CommandLine(all)
            .setExecutionExceptionHandler(
                (e, command, parsed) -> {
                  LoggerFactory.getLogger(Main.class)
                      .error("Ended by a fault of the gateway: please report this", e);
                  return Lifecycle.FAILED;
                });
  }

  public static void main(String[] args) {
    System.exit(commandLine(System.getenv(), System.in).execute(args));
  }

  static CommandLine commandLine(Map<String, String> environment, InputStream in) {
    return new Main(environment, in).commandLine;
  }

  private static CommandSpec command(Callable<Integer> action, String... description) {
    CommandSpec command =
        CommandSpec.wrapWithoutInspection(action)
            .versionProvider(new Version())
            .addOption(
                flag("-h", "--help")
                    .usageHelp(true)
                    .description("Show this help message and exit.")
                    .build())
            .addOption(
                flag("-V", "--version")
                    .versionHelp(true)
                    .description("Print version information and exit.")
                    .build());
    command.usageMessage().description(description);
    return command;
  }

  private static OptionSpec.Builder flag(String... names) {
    return OptionSpec.builder(names).type(boolean.class);
  }

  private int call() throws InterruptedException {
    if (config.getValue() == null) {
      throw new ParameterException(commandLine, "Missing: --config FILE, or a command");
    }
    return run();
  }

  private int run() throws InterruptedException {
    return live(ConfigFile::environment, (config, codecs) -> new Gateway(config, codecs, null));
  }

  private int sandbox() throws InterruptedException {
    PrintWriter out = commandLine.getOut();
    return live(ConfigFile::sandbox, (config, codecs) -> new Sandbox(config, codecs, out));
  }

  private int check() {
    List<ConfigProblem> obstacles;
    try {
      Loaded loaded = load(ConfigFile::environment);
      loaded.warnings().forEach(this::say);
      obstacles = new ArrayList<>(loaded.obstacles());
      if (!isGiven(running)) {
        taken("http.listen", loaded.config().http().listen(), loaded).ifPresent(obstacles::add);
        InetSocketAddress metrics = loaded.config().metrics();
        if (metrics != null) {
          taken("metrics.listen", metrics, loaded).ifPresent(obstacles::add);
        }
      }
    } catch (ConfigException e) {
      obstacles = e.problems();
    }
    obstacles.forEach(this::say);
    if (!obstacles.isEmpty()) {
      return FAULTY_INPUT;
    }
    commandLine.getOut().println("ok");
    return CommandLine.ExitCode.OK;
  }

  private static boolean isGiven(OptionSpec flag) {
    return Boolean.TRUE.equals(flag.getValue());
  }

  private static Optional<ConfigProblem> taken(
      String key, InetSocketAddress listen, Loaded loaded) {
    return HttpServer.obstacle(listen)
        .map(reason -> loaded.settings().problem(key, reason + RUNNING));
  }

  private int hashToken() throws IOException {
    PrintWriter err = commandLine.getErr();
    try {
      TokenInput input = TokenInput.read(in);
      input.warning().ifPresent(err::println);
      commandLine.getOut().println(input.hash().text());
      return CommandLine.ExitCode.OK;
    } catch (TokenInput.Faulty e) {
      err.println(e.getMessage());
      return FAULTY_INPUT;
    }
  }

  private int live(WithoutFile withoutFile, BiFunction<GatewayConfig, Codecs, Service> composition)
      throws InterruptedException {
    // A quarter of a second each, the mapping and the configuration: side by side.
    CompletableFuture<Codecs> codecs = CompletableFuture.supplyAsync(Codecs::load, Main::start);
    Loaded loaded;
    try {
      loaded = load(withoutFile);
    } catch (ConfigException e) {
      e.problems().forEach(this::say);
      return FAULTY_INPUT;
    }
    Logging.start(loaded.config().log(), isGiven(debug));
    Logger log = LoggerFactory.getLogger(Main.class);
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) ->
            log.error(
                "A fault of the gateway ended the thread {}: restart it, and please report this",
                thread.getName(),
                e));
    Service service = composition.apply(loaded.config(), codecs.join());
    Reload reload = new Reload(() -> load(withoutFile), service, loaded);
    Systemd systemd = Systemd.of(environment);
    Lifecycle lifecycle = new Lifecycle(service, reload, systemd, Runtime.getRuntime()::halt);
    Signals.onTermination(lifecycle::terminate);
    Signals.onHangup(lifecycle::reload);
    log.info("Stanzagate {}", Version.read());
    Stream.concat(loaded.obstacles().stream(), loaded.warnings().stream())
        .forEach(warning -> log.warn("{}: {}", warning.where(), warning.message()));
    return lifecycle.run();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "starting");
    thread.setDaemon(true);
    thread.start();
  }

  private Loaded load(WithoutFile withoutFile) throws ConfigException {
    Path file = config.getValue();
    return file == null
        ? withoutFile.load(environment, clock)
        : ConfigFile.read(file, environment, clock);
  }

  private void say(ConfigProblem problem) {
    commandLine.getErr().println(LogText.escape(problem.toString()));
  }

  /** Where the configuration comes from if no file is named. */
  @FunctionalInterface
  private interface WithoutFile {
    Loaded load(Map<String, String> environment, Clock clock) throws ConfigException;
  }

  /** The version that the build wrote down. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"stanzagate " + read()};
    }

    static String read() {
      try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
        Properties properties = new Properties();
        properties.load(requireNonNull(in, "version.properties is in the jar"));
        return properties.getProperty("version");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
