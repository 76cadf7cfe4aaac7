# Steelyard as an image: docker build -t steelyard . && docker run --rm -p 127.0.0.1:9790:9790 \
#   -v "$PWD/steelyard.yaml:/etc/steelyard/steelyard.yaml:ro" --read-only --cap-drop ALL steelyard
# In that file http.listen must be ":9790", or nothing outside of the container reaches it.
#
# Any image with a JDK 17 and Maven builds it, and any with a JRE of the same version runs it:
#   docker build --build-arg BUILD_IMAGE=... --build-arg RUNTIME_IMAGE=... .
ARG BUILD_IMAGE=docker.io/library/maven:3.9-eclipse-temurin-17
ARG RUNTIME_IMAGE=docker.io/library/eclipse-temurin:17-jre

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
# Dependencies first: they change less often than the sources, and this layer is kept until they do.
COPY pom.xml ./
COPY .mvn .mvn
RUN mvn -B -q -ntp dependency:go-offline
COPY src src
# The manual, which the page serves.
COPY *.md ./
COPY docs docs
COPY config config
# Tests need HAProxy and more; they have been run by .ci/run before an image is built.
RUN mvn -B -q -ntp -DskipTests -Dspotless.goal=check package

FROM ${RUNTIME_IMAGE}
LABEL org.opencontainers.image.title="Steelyard" \
      org.opencontainers.image.description="A reactive monitor and autoscaling agent for weighted load balancers" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /build/target/steelyard.jar /opt/steelyard/steelyard.jar
# A class-data archive of what the program loads while it works: a faster start. The JVM works without it too. It fits this
# JVM and this jar only, so it is made here, by the demo, which talks to itself on loopback.
RUN java -XX:+UseSerialGC -XX:ArchiveClassesAtExit=/opt/steelyard/steelyard.jsa -jar /opt/steelyard/steelyard.jar \
      demo --http 127.0.0.1:0 --duration 3s >/dev/null
# A number, so that Kubernetes' runAsNonRoot can tell that it is not root.
USER 65532:65532
WORKDIR /
EXPOSE 9790
# MaxRAMPercentage: the heap follows the container's limit. ExitOnOutOfMemoryError: a half-dead agent is worse than a
# restarted one, and the balancer goes on as it is meanwhile. UsePerfData would write to /tmp, which may be read-only.
# The image has no curl on purpose; the program asks itself.
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s \
  CMD ["java", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx64m", "-XX:TieredStopAtLevel=1", \
  "-XX:SharedArchiveFile=/opt/steelyard/steelyard.jsa", "-Xshare:auto", "-jar", "/opt/steelyard/steelyard.jar", \
  "status", "--healthcheck"]
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=75", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData", \
  "-XX:SharedArchiveFile=/opt/steelyard/steelyard.jsa", "-Xshare:auto", "-jar", "/opt/steelyard/steelyard.jar"]
CMD ["run", "--config", "/etc/steelyard/steelyard.yaml"]
