"""What goes to 浙里建造, 一码监管 and 装修备案系统, and what comes back."""
