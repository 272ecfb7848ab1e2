package seed

type User struct{}

func Connect() {}
func Open()    {}
func Dial()    {}
