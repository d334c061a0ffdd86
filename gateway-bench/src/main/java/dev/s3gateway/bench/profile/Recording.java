package dev.s3gateway.bench.profile;

import dev.s3gateway.bench.side.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** Lets a side's virtual machine sample its own threads by the CPU time that they use. */
public final class Recording {

    private static final int PATIENCE_SECONDS = 60;
    private static final String SETTINGS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <configuration version="2.0">
              <event name="jdk.CPUTimeSample">
                <setting name="enabled">true</setting>
                <setting name="throttle">2ms</setting>
              </event>
            </configuration>
            """;

    private Recording() {}

    /** What the side did while the load went on. */
    public static Flame of(String title, Side side, Path place, Runnable load) throws IOException {
        Path settings = Files.writeString(place.resolve("profile.jfc"), SETTINGS);
        Path file = place.resolve("profile.jfr");
        tell(side, "JFR.configure", "stackdepth=512");
        tell(side, "JFR.start", "name=bench", "settings=" + settings);
        load.run();
        tell(side, "JFR.stop", "name=bench", "filename=" + file);
        String keep = System.getProperty("bench.keep", "");
        if (!keep.isEmpty()) {
            Files.copy(file,
                    Files.createDirectories(Path.of(keep)).resolve(title.replaceAll("[^A-Za-z0-9]+", "-") + ".jfr"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        return new Flame(title, stacks(file));
    }

    private static void tell(Side side, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/jcmd").toString(), Long.toString(side.pid())));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(side.name() + " did not obey " + String.join(" ", words));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while recording", e);
        }
    }

    private static List<List<String>> stacks(Path file) throws IOException {
        List<List<String>> stacks = new ArrayList<>();
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                RecordedEvent event = recording.readEvent();
                RecordedStackTrace trace = event.getStackTrace();
                if (event.getEventType().getName().equals("jdk.CPUTimeSample") && trace != null) {
                    stacks.add(Frames.of(trace));
                }
            }
        }
        return stacks;
    }
}
