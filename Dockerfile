# Plain tags: no digest is pinned here, because none could be looked up where this
# file was written. A release pins the image that it publishes.
FROM golang:1.26 AS build
WORKDIR /src
# Debian's golang image has cgo on; the final image has no C library.
ENV CGO_ENABLED=0
COPY go.mod go.sum ./
RUN go mod download
COPY cmd/packetgate-action ./cmd/packetgate-action
COPY internal ./internal
ARG VERSION=dev
RUN go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /out/packetgate-action ./cmd/packetgate-action

# Certificates, time zones and /tmp, and nothing to run but packetgate. It runs as
# root: GitHub's runner mounts GITHUB_OUTPUT writable for root only.
FROM gcr.io/distroless/static-debian12
COPY --from=build /out/packetgate-action /packetgate-action
ENTRYPOINT ["/packetgate-action"]
