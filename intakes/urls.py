from django.urls import URLPattern

app_name = "intakes"
urlpatterns: list[URLPattern] = []
