"""What is read of 其他旧房装修和厨卫等局部改造."""
