package mysqltest

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"example.com/generators/shared/seed"

	"github.com/go-sql-driver/mysql"
	"github.com/ory/dockertest/v3"
	"github.com/ory/dockertest/v3/docker"
)

// One container of an image serves all test binaries on this machine, those of later runs too. Nobody is in charge of
// ending it, since any test binary can be killed, so it ends itself: when the lease, a file that every binary renews,
// is over. The server runs below this script, by the image's own entrypoint.
const (
	leaseSeconds = 600
	renewal      = `echo $(($(date +%%s) + %d)) >/tmp/lease.new && mv /tmp/lease.new /tmp/lease`
	keeper       = `"$@" &
while kill -0 $! && [ "$(date +%s)" -lt "$(cat /tmp/lease)" ]; do sleep 1; done
kill $!; wait`
)

func init() {
	fromDocker = func() (*server, error) {
		config, image, err := container()
		if err != nil {
			return nil, err
		}
		s, err := take(Docker, config, "a container of "+image+" at "+config.Addr)
		if err == nil {
			s.renew = renewLease
		}
		return s, err
	}
}

// theContainer is the container in use; nil until there is one.
var theContainer *dockertest.Resource

// container returns the configuration of the server in the shared container, and its image. It starts the container if
// it does not run.
func container() (*mysql.Config, string, error) {
	pool, image, command, err := findImage()
	if err != nil {
		return nil, image, err
	}
	var config *mysql.Config
	var refused error
	err = pool.Retry(func() (err error) {
		config, err = findOrRun(pool, image, command)
		var reply *docker.Error
		if errors.As(err, &reply) { // the daemon's last word
			refused, err = err, nil
		}
		return err
	})
	if err = cmp.Or(refused, err); err != nil {
		return nil, image, fmt.Errorf("start a container of %s: %w", image, err)
	}
	return config, image, nil
}

// findImage returns the Docker daemon, the image to use, which is there then, and the command that its containers run.
func findImage() (pool *dockertest.Pool, image string, command []string, err error) {
	image = cmp.Or(os.Getenv("WORKBOOK_MYSQL_IMAGE"), "mysql:8.4")
	if pool, err = dockertest.NewPool(""); err != nil {
		return nil, image, nil, fmt.Errorf("find Docker: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := pool.Client.PingWithContext(ctx); err != nil {
		return nil, image, nil, fmt.Errorf("no Docker daemon answers: %w", err)
	}
	pool.MaxWait = 2 * time.Minute
	command, err = imageCommand(pool, image)
	return pool, image, command, err
}

// imageCommand returns the command that a container of image runs, pulling the image if it is not there.
func imageCommand(pool *dockertest.Pool, image string) ([]string, error) {
	found, err := pool.Client.InspectImage(image)
	if errors.Is(err, docker.ErrNoSuchImage) {
		fmt.Fprintln(os.Stderr, "mysqltest: pulling", image)
		repository, tag := docker.ParseRepositoryTag(image)
		err = pool.Client.PullImage(docker.PullImageOptions{
			Repository: repository, Tag: cmp.Or(tag, "latest"), InactivityTimeout: time.Minute,
		}, docker.AuthConfiguration{})
		if err == nil {
			found, err = pool.Client.InspectImage(image)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("image %s: %w", image, err)
	}
	return slices.Concat(found.Config.Entrypoint, found.Config.Cmd), nil
}

// findOrRun returns the configuration of the running container's server once it answers. An error means try again: the
// container is starting, or another test binary was faster, or one at its end is not quite gone.
func findOrRun(pool *dockertest.Pool, image string, command []string) (*mysql.Config, error) {
	name := containerName(image)
	resource, found := pool.ContainerByName("^/" + name + "$")
	if !found {
		var err error
		if resource, err = run(pool, name, image, keeper, command, nil, "rw"); err != nil {
			return nil, err
		}
	}
	if !resource.Container.State.Running {
		return nil, fmt.Errorf("container %s is %s", name, resource.Container.State.Status)
	}
	theContainer = resource
	if err := renewLeaseNow(); err != nil {
		return nil, err
	}

	config := rootConfig(resource)
	return config, ping(config)
}

// rootConfig returns the configuration of root on a container's server.
func rootConfig(resource *dockertest.Resource) *mysql.Config {
	config := seed.NewConfig()
	config.Net, config.Addr = "tcp", resource.GetHostPort("3306/tcp")
	config.User, config.Passwd = "root", rootPassword(resource)
	return config
}

// run starts a container that listens on loopback alone, with a random root password, a lease, and its data in memory
// as the options of the mount say. The script runs the command below it.
func run(pool *dockertest.Pool, name, image, script string, command, env []string, mount string) (*dockertest.Resource,
	error,
) {
	repository, tag := docker.ParseRepositoryTag(image)
	script = fmt.Sprintf(renewal, leaseSeconds) + "\n" + script
	return pool.RunWithOptions(&dockertest.RunOptions{
		Name:       name,
		Repository: repository,
		Tag:        tag,
		Env:        append(env, "MYSQL_ROOT_PASSWORD="+rand.Text()),
		Entrypoint: []string{"sh", "-c", script, "sh"},
		Cmd:        command,
		PortBindings: map[docker.Port][]docker.PortBinding{
			"3306/tcp": {{HostIP: "127.0.0.1", HostPort: "0"}},
		},
		ExposedPorts: []string{"3306/tcp"},
	}, func(host *docker.HostConfig) {
		host.AutoRemove = true
		host.PublishAllPorts = false // would publish the image's other ports on every address
		// the data need not outlive the container, nor wait for a disk
		host.Tmpfs = map[string]string{"/var/lib/mysql": mount}
	})
}

func containerName(image string) string {
	hash := fnv.New32a()
	hash.Write([]byte(image + keeper))
	return fmt.Sprintf("generators-mysqltest-%08x", hash.Sum32())
}

// rootPassword returns the password that the container was started with. Who may ask the Docker daemon for it is root
// anyway.
func rootPassword(resource *dockertest.Resource) string {
	for _, variable := range resource.Container.Config.Env {
		if password, found := strings.CutPrefix(variable, "MYSQL_ROOT_PASSWORD="); found {
			return password
		}
	}
	return ""
}

// ping connects once. A test server need not survive a power cut, so it is told not to wait for the disk.
func ping(config *mysql.Config) error {
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return err
	}
	db := sql.OpenDB(connector)
	defer db.Close()
	_, err = db.Exec("SET GLOBAL innodb_flush_log_at_trx_commit = 0, GLOBAL sync_binlog = 0")
	return err
}

var lease struct {
	mu      sync.Mutex
	renewed time.Time
}

// renewLease keeps the container alive for another ten minutes. It asks the daemon once a minute at most.
func renewLease() error {
	lease.mu.Lock()
	defer lease.mu.Unlock()
	if time.Since(lease.renewed) < time.Minute {
		return nil
	}
	return renewLeaseNow()
}

func renewLeaseNow() error {
	code, err := theContainer.Exec([]string{"sh", "-c", fmt.Sprintf(renewal, leaseSeconds)}, dockertest.ExecOptions{})
	if err == nil && code != 0 {
		err = fmt.Errorf("renew the container's lease: exit status %d", code)
	}
	if err == nil {
		lease.renewed = time.Now()
	}
	return err
}
