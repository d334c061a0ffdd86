package dev.s3gateway.product;

import static dev.s3gateway.product.Clients.needs;
import static dev.s3gateway.product.Clients.run;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real clients against the started product. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ClientsIT {

    @TempDir
    Path data;

    @Test
    void boto3WithItsDefaultsOverHttp() throws Exception {
        needs("python3", "-c", "import boto3");
        try (Product product = Product.start(data)) {
            run(product, "boto3_defaults.py", product.endpoint().toString(), data + "/zones");
        }
    }

    @Test
    void boto3WithItsDefaultsOverHttps() throws Exception {
        needs("python3", "-c", "import boto3");
        Certificate certificate = Certificate.forLoopback(data);
        try (Product product = Product.start(data.resolve("data"), List.of(), certificate.variables())) {
            run(product, "boto3_defaults.py", product.endpoint().toString(), data + "/data/zones",
                    certificate.chain().toString());
        }
    }

    @Test
    void copiesByBoto3AndTheAwsCommand() throws Exception {
        needs("python3", "-c", "import boto3");
        needs("aws", "--version");
        try (Product product = Product.start(data)) {
            run(product, "copies.py", product.endpoint().toString(), data + "/zones");
        }
    }

    @Test
    void theExamplesOfTheReplacedSystems() throws Exception {
        needs("python3", "-c", "pass");
        needs("curl", "--version");
        needs("aws", "--version");
        needs("psql", "--version");
        try (Product product = Product.start(data)) {
            run(product, "manuals.py", product.endpoint().toString(), data.toString());
        }
    }
}
