// A worker on the AWS SDK for Go v1: runs one operation and dies of its error.
package main

import (
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/session"
	"github.com/aws/aws-sdk-go/service/dynamodb"
	"github.com/aws/aws-sdk-go/service/s3"
	"github.com/aws/aws-sdk-go/service/sts"
)

func main() {
	session, err := session.NewSessionWithOptions(session.Options{
		SharedConfigState: session.SharedConfigEnable,
		Config: aws.Config{
			Endpoint:         aws.String(os.Getenv("AWS_ENDPOINT_URL")),
			MaxRetries:       aws.Int(0),
			S3ForcePathStyle: aws.Bool(true),
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	bucket, key := aws.String("demo"), aws.String("invoice")
	switch os.Args[1] {
	case "PutObject":
		_, err = s3.New(session).PutObject(&s3.PutObjectInput{Bucket: bucket, Key: key, Body: strings.NewReader("paid")})
	case "HeadObject":
		_, err = s3.New(session).HeadObject(&s3.HeadObjectInput{Bucket: bucket, Key: key})
	case "GetCallerIdentity":
		_, err = sts.New(session).GetCallerIdentity(&sts.GetCallerIdentityInput{})
	case "ListTables":
		_, err = dynamodb.New(session).ListTables(&dynamodb.ListTablesInput{})
	}
	if err != nil {
		log.Fatalf("could not store the invoice: %v", err)
	}
	fmt.Println("stored")
}
