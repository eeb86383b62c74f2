import type { KnownAwsError } from "../knownError";

/** A key or certificate that cannot be used. */
export const KEYS: readonly KnownAwsError[] = [
  {
    id: "key-disabled",
    title: "KMS key is disabled or pending deletion",
    section: "keys",
    kind: "invalid",
    matches: [
      { service: "kms", codes: ["KMSInvalidState", "Disabled"] },
      { service: "lambda", codes: ["KMSDisabled", "KMSInvalidState", "KMSNotFound"] },
      { service: "sqs", codes: ["KmsDisabled", "KmsInvalidState", "KmsNotFound", "KmsInvalidKeyUsage"] },
      { service: "sns", codes: ["KMSDisabled", "KMSInvalidState", "KMSNotFound"] },
      { service: "s3", codes: ["KMS.DisabledException", "KMS.KMSInvalidStateException", "KMS.NotFoundException"] },
      { service: "ssm", codes: ["InvalidKeyId"] },
      { service: "secretsmanager", codes: ["DecryptionFailure", "EncryptionFailure"] },
    ],
    meaning:
      "What the key encrypts cannot be read while it is disabled. A key that is pending deletion is lost on its date, with everything that it encrypts.",
    remedy:
      "Enable the KMS key that AWS names: `aws kms enable-key --key-id <key>`; or cancel its deletion first: `aws kms cancel-key-deletion --key-id <key>`.",
    examples: [
      {
        text: "operation error KMS: Decrypt, https response error StatusCode: 400, RequestID: 7, DisabledException: arn:aws:kms:us-west-2:123456789012:key/1234abcd is disabled.",
        source: "https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html",
      },
      {
        text: "operation error KMS: Decrypt, https response error StatusCode: 400, RequestID: 7, KMSInvalidStateException: arn:aws:kms:us-west-2:123456789012:key/1234abcd is pending deletion.",
        source: "https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html",
      },
      {
        text: "creating SSM Parameter (/listbackup/jwt-secret): operation error SSM: PutParameter, https response error StatusCode: 400, RequestID: 7, InvalidKeyId: Key 'alias/listbackup' does not exist",
        source: "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html",
      },
    ],
  },
  {
    id: "certificate-not-usable",
    title: "Certificate is not issued, or in another region",
    section: "keys",
    kind: "invalid",
    matches: [
      {
        service: "apigatewayv2",
        codes: ["BadRequest", "NotFound"],
        message: /certificate/i,
      },
    ],
    meaning:
      "A domain name of API Gateway needs a certificate that is issued, covers the name, and is in the API's own region.",
    remedy:
      "See the certificate: `aws acm describe-certificate --certificate-arn <arn>`. If it is PENDING_VALIDATION, correct the delegation: `bin/deploy doctor <stage>`; if it is in another region, correct aws:region in the stage's file.",
    examples: [
      {
        text: "creating API Gateway v2 Domain Name (api.example.com): operation error ApiGatewayV2: CreateDomainName, https response error StatusCode: 400, RequestID: 8, BadRequestException: Certificate arn:aws:acm:us-east-1:123456789012:certificate/0c1f must be from us-west-2",
        source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-custom-domain-names.html",
      },
      {
        text: "creating API Gateway v2 Domain Name (api.example.com): operation error ApiGatewayV2: CreateDomainName, https response error StatusCode: 400, RequestID: 8, BadRequestException: Unsupported certificate type. Certificate arn:aws:acm:us-west-2:123456789012:certificate/0c1f is not in status ISSUED",
        source: "https://repost.aws/knowledge-center/custom-domain-name-amazon-api-gateway",
      },
    ],
  },
];
