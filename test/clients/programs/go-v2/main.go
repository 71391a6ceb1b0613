// A worker on the AWS SDK for Go v2: runs one operation and dies of its error.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func main() {
	ctx := context.Background()
	// This generation of the SDK does not read AWS_ENDPOINT_URL itself.
	resolver := func(service, region string, options ...interface{}) (aws.Endpoint, error) {
		return aws.Endpoint{URL: os.Getenv("AWS_ENDPOINT_URL"), HostnameImmutable: true, SigningRegion: region}, nil
	}
	cfg, err := config.LoadDefaultConfig(ctx,
		config.WithEndpointResolverWithOptions(aws.EndpointResolverWithOptionsFunc(resolver)),
		config.WithRetryMaxAttempts(1))
	if err != nil {
		log.Fatal(err)
	}
	bucket, key := aws.String("demo"), aws.String("invoice")
	switch os.Args[1] {
	case "PutObject":
		_, err = s3.NewFromConfig(cfg).PutObject(ctx, &s3.PutObjectInput{Bucket: bucket, Key: key, Body: strings.NewReader("paid")})
	case "HeadObject":
		_, err = s3.NewFromConfig(cfg).HeadObject(ctx, &s3.HeadObjectInput{Bucket: bucket, Key: key})
	case "GetCallerIdentity":
		_, err = sts.NewFromConfig(cfg).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	case "ListTables":
		_, err = dynamodb.NewFromConfig(cfg).ListTables(ctx, &dynamodb.ListTablesInput{})
	}
	if err != nil {
		log.Fatalf("could not store the invoice: %v", err)
	}
	fmt.Println("stored")
}
