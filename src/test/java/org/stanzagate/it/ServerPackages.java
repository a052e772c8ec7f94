package org.stanzagate.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.opentest4j.TestAbortedException;

/**
 * The XMPP servers of this machine, and what the examples run on: found there, or installed where
 * that can be done. The tests of one that is not to be had are left out, and the end of the build
 * tells of them; with {@code STANZAGATE_REQUIRE_SERVERS=true} they fail.
 */
final class ServerPackages {
  private static final Path SKIPPED = Path.of("target", "skipped-servers.txt");
  private static final Path LOCK = Path.of("target", "install.lock");
  private static final Duration INSTALLATION = Duration.ofMinutes(8);

  private ServerPackages() {}

  /** Whether it can be used; if not, why. */
  record Found(Optional<String> problem) {
    static final Found YES = new Found(Optional.empty());

    void orSkip() {
      if (problem.isPresent()) {
        throw new TestAbortedException(problem.get());
      }
    }
  }

  /** Sees to it that programs are there. */
  static Found provide(String debianPackage, String... programs) {
    return provide(debianPackage, List.of(programs), Optional::empty);
  }

  /**
   * Sees to it that a server's programs are there.
   *
   * @param unusable why they can't be used, once they are there
   */
  static Found provide(
      String debianPackage, List<String> programs, Supplier<Optional<String>> unusable) {
    String lack = String.join(" and ", programs) + " not on the PATH";
    return provide(debianPackage, lack, () -> areThere(programs), unusable);
  }

  /**
   * Sees to it that a package is there.
   *
   * @param lack what is missing while it isn't
   * @param unusable why it can't be used, once it is there
   * @throws IllegalStateException if it is not, though it is required
   */
  static Found provide(
      String debianPackage,
      String lack,
      BooleanSupplier isThere,
      Supplier<Optional<String>> unusable) {
    Optional<String> problem = install(debianPackage, lack, isThere).or(unusable);
    if (problem.isEmpty()) {
      return Found.YES;
    }
    if (Boolean.parseBoolean(System.getenv("STANZAGATE_REQUIRE_SERVERS"))) {
      throw new IllegalStateException(
          "STANZAGATE_REQUIRE_SERVERS asks for %s: %s".formatted(debianPackage, problem.get()));
    }
    report("The tests on %s were skipped: %s".formatted(debianPackage, problem.get()));
    return new Found(problem);
  }

  /** Where a program is that is there. */
  static Path path(String program) {
    return find(program).orElseThrow(() -> new IllegalStateException("no " + program + " here"));
  }

  /** One fork after the other, for both would change the machine's policy for new services. */
  private static Optional<String> install(
      String debianPackage, String lack, BooleanSupplier isThere) {
    try (FileChannel file =
        FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      var unused = file.lock(); // until it is closed
      return installHere(debianPackage, lack, isThere);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> installHere(
      String debianPackage, String lack, BooleanSupplier isThere) {
    if (isThere.getAsBoolean()) {
      return Optional.empty();
    }
    if (!canInstall()) {
      return Optional.of(lack + ", and the build installs only on Debian, as root");
    }
    Path log = FailureLogs.file("install-" + debianPackage);
    ChildProcess installer =
        ChildProcess.start(
            log, List.of("sh", Resources.file("install.sh").toString(), debianPackage));
    int exit = installer.awaitExit(INSTALLATION);
    if (exit == 0 && isThere.getAsBoolean()) {
      return Optional.empty();
    }
    return Optional.of("the installation failed (exit %d), see %s".formatted(exit, log));
  }

  private static boolean areThere(List<String> programs) {
    return programs.stream().allMatch(program -> find(program).isPresent());
  }

  /** Where a program is. */
  static Optional<Path> find(String program) {
    // An ordinary user's PATH may lack the folders where Debian puts servers.
    String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin:/usr/local/sbin";
    for (String folder : path.split(File.pathSeparator, -1)) {
      Path candidate = Path.of(folder, program);
      if (Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private static boolean canInstall() {
    return Files.exists(Path.of("/etc/debian_version"))
        && find("apt-get").isPresent()
        && System.getProperty("user.name").equals("root");
  }

  private static void report(String line) {
    try {
      if (!Files.exists(SKIPPED) || !Files.readAllLines(SKIPPED).contains(line)) {
        Files.writeString(
            SKIPPED, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
