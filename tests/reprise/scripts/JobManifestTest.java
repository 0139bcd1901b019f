package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Service;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The manifest is held against the models that Kubernetes generates of its API, which refuse a field that it does not have. */
final class JobManifestTest {
    private static void check(JsonNode document) throws IOException {
        var json = JsonParser.parseString(document.toString());
        if (document.path("kind").textValue().equals("Job")) V1Job.validateJsonElement(json);
        else V1Service.validateJsonElement(json);
    }

    @Test
    void manifest_hasTheApisFields() throws IOException {
        var kinds = new ArrayList<String>();
        for (var document : JobManifest.documents()) {
            check(document);
            kinds.add(document.path("apiVersion").textValue() + " " + document.path("kind").textValue());
        }
        assertEquals(List.of("v1 Service", "batch/v1 Job"), kinds);
    }

    /** That it is refused shows that the check reads so far. */
    @Test
    void misspeltField_ofAContainer_isRefused() throws IOException {
        var job = JobManifest.read();
        ((ObjectNode) JobManifest.container(job)).put("workDir", "/mnt/lab");
        var told = assertThrows(IllegalArgumentException.class, () -> check(job)).getMessage();
        assertTrue(told.contains("`workDir`"), told);
        var typed = JobManifest.read();
        ((ObjectNode) typed.path("spec")).putObject("completionMode");
        assertThrows(IllegalArgumentException.class, () -> check(typed));
    }

    /** What its fields say together, which no schema knows. */
    @Test
    void pods_areNumbered_andAsManyAsTheyAreTold() throws IOException {
        var job = JobManifest.read();
        var spec = job.path("spec");
        assertEquals("Indexed", spec.path("completionMode").textValue());
        assertEquals(spec.path("completions"), spec.path("parallelism"), "all at once");
        var told = new ArrayList<String>();
        for (var each : JobManifest.container(job).path("env"))
            if (each.path("name").textValue().equals("JOB_COMPLETIONS")) told.add(each.path("value").textValue());
        assertEquals(List.of(spec.path("completions").asText()), told);
        var pod = spec.path("template").path("spec");
        assertEquals("Never", pod.path("restartPolicy").textValue(), "a Job's pods take Never or OnFailure");
        assertEquals(pod.path("volumes").path(0).path("name"), JobManifest.container(job).path("volumeMounts").path(0).path("name"));
        var service = JobManifest.documents().getFirst();
        assertEquals(pod.path("subdomain"), service.path("metadata").path("name"), "by which the pods' names are resolved");
        assertEquals(job.path("metadata").path("name"), service.path("spec").path("selector").path("batch.kubernetes.io/job-name"));
    }
}
