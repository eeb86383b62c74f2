import type { KnownAwsError } from "../knownError";

/** Code of a request that could not be sent, in a provider's message. */
export const SEND_FAILED = "RequestSendFailed";

/** No answer from AWS. */
export const NETWORK: readonly KnownAwsError[] = [
  {
    id: "unreachable",
    title: "AWS cannot be reached",
    section: "network",
    kind: "unreachable",
    isGeneral: true,
    matches: [
      {
        codes: [
          SEND_FAILED,
          "ECONNREFUSED",
          "ECONNRESET",
          "EHOSTUNREACH",
          "ENETUNREACH",
          "ETIMEDOUT",
          "EPIPE",
          "EPROTO",
          "TimeoutError",
        ],
      },
    ],
    meaning: "The connection was refused or broke. In a rehearsal the local AWS does not run.",
    remedy: "Check the network, the proxy (`HTTPS_PROXY`, `NO_PROXY`) and the region's name.",
    examples: [
      {
        text: 'creating SQS Queue (a): operation error SQS: CreateQueue, exceeded maximum number of attempts, 25, https response error StatusCode: 0, RequestID: , request send failed, Post "https://sqs.us-west-2.amazonaws.com/": dial tcp 44.234.23.20:443: connect: connection refused',
        source: "https://github.com/aws/aws-sdk-go-v2 aws/transport/http",
      },
      {
        text: 'create of aws:sqs/queue:Queue "queue-a": operation error SQS: CreateQueue, https response error StatusCode: 0, RequestID: , request send failed, connect ECONNREFUSED 127.0.0.1:4566',
        source: "rehearsal/provider: the offline provider of this project",
      },
    ],
  },
  {
    id: "dns-failure",
    title: "Name of an AWS endpoint cannot be resolved",
    section: "network",
    kind: "unreachable",
    matches: [
      { codes: ["ENOTFOUND", "EAI_AGAIN"] },
      { codes: [SEND_FAILED], message: /no such host|server misbehaving|temporary failure in name resolution/i },
    ],
    meaning: "This machine has no DNS at the moment, or the region's name is wrong: there is no endpoint of that name.",
    remedy: "Check aws:region in the stage's file, the network and the DNS server: `nslookup sts.amazonaws.com`.",
    examples: [
      {
        text: 'creating Lambda Function (a): operation error Lambda: CreateFunction, https response error StatusCode: 0, RequestID: , request send failed, Post "https://lambda.us-west-2.amazonaws.com/2015-03-31/functions": dial tcp: lookup lambda.us-west-2.amazonaws.com: no such host',
        source: "Go net, net.go: errNoSuchHost",
      },
    ],
  },
  {
    id: "tls-failure",
    title: "Certificate of the connection is not trusted",
    section: "network",
    kind: "unreachable",
    matches: [
      { codes: ["CERT_HAS_EXPIRED", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "SELF_SIGNED_CERT_IN_CHAIN"] },
      { codes: [SEND_FAILED], message: /x509: / },
    ],
    meaning: "A proxy inspects the traffic with a certificate of its own, or the clock of this machine is wrong.",
    remedy:
      "Name the proxy's certificate: NODE_EXTRA_CA_CERTS for `bin/deploy`, SSL_CERT_FILE for Pulumi. Set the clock.",
    examples: [
      {
        text: 'creating SQS Queue (a): operation error SQS: CreateQueue, https response error StatusCode: 0, RequestID: , request send failed, Post "https://sqs.us-west-2.amazonaws.com/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
        source: "Go crypto/x509, verify.go",
      },
    ],
  },
];
