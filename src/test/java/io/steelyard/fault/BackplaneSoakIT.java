package io.steelyard.fault;

import static io.steelyard.contract.BackplaneBench.http;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.steelyard.contract.BackplaneBench;
import io.steelyard.contract.Bench;
import io.steelyard.testing.FaultProxy.Toxic;
import io.steelyard.testing.RequiresProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Over the Backplane API. */
@RequiresProgram("jcmd")
class BackplaneSoakIT extends SoakDesk {

    private static final String BOMB = bomb();

    @Override
    protected Bench bench() {
        return new BackplaneBench();
    }

    @Override
    protected String name() {
        return "backplane";
    }

    @Override
    protected Toxic special() {
        return new Toxic.Instead(
                switch (random.nextInt(8)) {
                    case 0 -> http(401, "who are you? " + random.nextLong());
                    case 1 -> http(404, "nothing");
                    case 2 -> http(429, "slow down", "Retry-After: 1");
                    case 3 -> http(500 + random.nextInt(5), "broken");
                    case 4 -> http(200, "<html>log in</html>");
                    case 5 -> http(200, "{\"Token\":\"x\",\"Endpoints\":[{\"Pattern\":");
                    case 6 -> http(200, "[".repeat(random.nextInt(1, 100_000)));
                    default -> BOMB;
                });
    }

    /** 200 MB of zeros, were it read to its end. */
    private static String bomb() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 200; i++) {
                gzip.write(zeros);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return http(200, bytes.toString(ISO_8859_1), "Content-Encoding: gzip");
    }
}
